@NullMarked
package org.modelgate.translator.openai;

import org.jspecify.annotations.NullMarked;
