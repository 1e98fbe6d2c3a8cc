@NullMarked
package org.modelgate.translator.dialect.gemini;

import org.jspecify.annotations.NullMarked;
