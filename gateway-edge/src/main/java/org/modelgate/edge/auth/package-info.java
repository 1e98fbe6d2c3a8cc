/** Who calls: the key of a request, its digest, and billing's answer about it, cached within bounds. */
@NullMarked
package org.modelgate.edge.auth;

import org.jspecify.annotations.NullMarked;
