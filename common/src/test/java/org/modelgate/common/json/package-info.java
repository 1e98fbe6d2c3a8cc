@NullMarked
package org.modelgate.common.json;

import org.jspecify.annotations.NullMarked;
