/** Membership of a cluster: how Hazelcast is set up wherever two nodes meet. */
@NullMarked
package org.modelgate.common.cluster;

import org.jspecify.annotations.NullMarked;
