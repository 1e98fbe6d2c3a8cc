package org.modelgate.translator.dialect.anthropic;

import java.util.Map;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.RequestCodec;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

final class AnthropicRequests implements RequestCodec {
    @Override
    public InferenceRequest decode(byte[] body, Map<String, String> headers, Warnings warnings) {
        return new AnthropicRequestDecoder(body, headers, warnings).decode();
    }

    @Override
    public EncodedRequest encode(InferenceRequest request, TargetContext target, Warnings warnings) {
        return new AnthropicRequestEncoder(request, target, warnings).encode();
    }
}
