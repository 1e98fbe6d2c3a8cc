/**
 * The canonical model that stands between dialects, close to Anthropic's content blocks because they lose least, and the
 * facts of a request that the hot path works with instead of a model. Immutable; uses the JDK only. Raw JSON is kept as
 * text ({@link java.lang.String}), so that its bytes stay stable from turn to turn.
 */
@NullMarked
package org.modelgate.common.inference;

import org.jspecify.annotations.NullMarked;
