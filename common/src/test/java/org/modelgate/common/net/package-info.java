@NullMarked
package org.modelgate.common.net;

import org.jspecify.annotations.NullMarked;
