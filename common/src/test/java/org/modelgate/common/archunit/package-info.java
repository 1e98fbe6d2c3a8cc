/** The architecture as tests: one set of rules, run by every module over its own classes. */
@NullMarked
package org.modelgate.common.archunit;

import org.jspecify.annotations.NullMarked;
