/** Endpoints that aren't inference: models, credits, generations, health. Not on the hot path, so JSON trees are fine here. */
@NullMarked
package org.modelgate.edge.api;

import org.jspecify.annotations.NullMarked;
