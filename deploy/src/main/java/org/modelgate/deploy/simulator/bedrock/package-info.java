/**
 * Amazon Bedrock's runtime: {@code Converse} and {@code ConverseStream} for all models, {@code InvokeModel} and
 * {@code InvokeModelWithResponseStream} for Claude, {@code CountTokens}.
 *
 * <p>InvokeModel is the Anthropic dialect in another envelope, which {@code InvokeSurface} opens and closes. Streams are event
 * streams with checksums, and an error in one is an exception frame. A model whose name tells its vendor is held to what
 * that vendor's models take ({@code VendorTraits}); any other name may do everything.
 *
 * <p>A key is shown as {@code Authorization: Bearer}. A request signed with SigV4 is let in without a look at its signature.
 */
@NullMarked
package org.modelgate.deploy.simulator.bedrock;

import org.jspecify.annotations.NullMarked;
