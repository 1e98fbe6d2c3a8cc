/**
 * Amazon Bedrock's Converse, for providers only: one shape for the models of all vendors. Its binary event stream is read as SSE,
 * an event for each frame, which {@link org.modelgate.translator.dialect.bedrock.ConverseHosting} makes of it. Pure.
 */
@NullMarked
package org.modelgate.translator.dialect.bedrock;

import org.jspecify.annotations.NullMarked;
