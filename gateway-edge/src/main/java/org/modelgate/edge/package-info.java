/**
 * The clients' side of the gateway: HTTP in, bytes out. An {@link org.modelgate.edge.EdgeVerticle} instance belongs to one event
 * loop and shares nothing with the others but the {@link org.modelgate.edge.EdgeNode} of its process.
 */
@NullMarked
package org.modelgate.edge;

import org.jspecify.annotations.NullMarked;
