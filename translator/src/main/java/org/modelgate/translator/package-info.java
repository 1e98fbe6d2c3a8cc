/**
 * The parts of translation that other modules see: dialects with their codecs, the patching and tapping of the same-dialect
 * path, and error rendering. Pure: no Vert.x, no clock, no I/O; ids and times come in as arguments. Codecs throw
 * {@link org.modelgate.common.error.GatewayException} for input that is wrong; any other exception is a bug. Stateless codecs
 * may be shared by threads; decoders, encoders and taps belong to one call.
 */
@NullMarked
package org.modelgate.translator;

import org.jspecify.annotations.NullMarked;
