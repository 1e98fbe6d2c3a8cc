/**
 * The translator on the bus: one session for each translated attempt, request out, the provider's answer in, the client's answer
 * out. Touches common.bus, common.stream and the codecs; everything of one instance runs on its verticle's context.
 */
@NullMarked
package org.modelgate.translator.verticle;

import org.jspecify.annotations.NullMarked;
