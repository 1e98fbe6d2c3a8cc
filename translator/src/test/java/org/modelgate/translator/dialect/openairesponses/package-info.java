@NullMarked
package org.modelgate.translator.dialect.openairesponses;

import org.jspecify.annotations.NullMarked;
