/** Contracts that two or more modules need; no business rule lives here. */
@NullMarked
package org.modelgate.common;

import org.jspecify.annotations.NullMarked;
