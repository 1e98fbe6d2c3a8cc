/** What the roles say to each other, one record a message. Additive changes only: an older node must be able to read them. */
@NullMarked
package org.modelgate.common.bus.messages;

import org.jspecify.annotations.NullMarked;
