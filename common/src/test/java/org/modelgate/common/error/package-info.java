@NullMarked
package org.modelgate.common.error;

import org.jspecify.annotations.NullMarked;
