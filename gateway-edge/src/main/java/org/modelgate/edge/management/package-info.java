/** What the operator sees: counters, the metrics page and the admin port. */
@NullMarked
package org.modelgate.edge.management;

import org.jspecify.annotations.NullMarked;
