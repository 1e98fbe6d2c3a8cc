/** How the gateway runs: command line, configuration, which verticles start where, cluster, first start. No behaviour of calls. */
@NullMarked
package org.modelgate.deploy;

import org.jspecify.annotations.NullMarked;
