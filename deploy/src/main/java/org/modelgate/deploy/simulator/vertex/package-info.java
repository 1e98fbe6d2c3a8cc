/** Claude on Google's Vertex AI. */
@NullMarked
package org.modelgate.deploy.simulator.vertex;

import org.jspecify.annotations.NullMarked;
