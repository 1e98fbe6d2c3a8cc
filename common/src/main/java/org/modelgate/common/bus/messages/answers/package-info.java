/** Answers that are kept for clients who ask again with the same Idempotency-Key. */
@NullMarked
package org.modelgate.common.bus.messages.answers;

import org.jspecify.annotations.NullMarked;
