/** Where vendors' credentials come from: token services of Google and Microsoft, a machine's metadata, and AWS signatures. */
@NullMarked
package org.modelgate.deploy.simulator.identity;

import org.jspecify.annotations.NullMarked;
