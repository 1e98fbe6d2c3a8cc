/** What holds for all tests. */
@NullMarked
package org.modelgate.common.junit;

import org.jspecify.annotations.NullMarked;
