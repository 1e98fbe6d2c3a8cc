@NullMarked
package org.modelgate.common.limit;

import org.jspecify.annotations.NullMarked;
