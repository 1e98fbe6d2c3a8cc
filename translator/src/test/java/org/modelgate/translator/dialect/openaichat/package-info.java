@NullMarked
package org.modelgate.translator.dialect.openaichat;

import org.jspecify.annotations.NullMarked;
