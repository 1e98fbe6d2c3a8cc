/** A real PostgreSQL for tests. */
@NullMarked
package org.modelgate.common.postgres;

import org.jspecify.annotations.NullMarked;
