package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.RequestCodec;
import org.modelgate.translator.StopStrings;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.framing.JsonTree;
import org.modelgate.translator.openai.At;

/** Responses requests, both ways. */
final class ResponsesRequestCodec implements RequestCodec {
    @Override
    public InferenceRequest decode(byte[] body, Map<String, String> headers, Warnings warnings) {
        JsonNode root = JsonTree.of(body, 0, body.length);
        if (!root.isObject()) {
            throw GatewayError.invalid("request body must be a JSON object").asException();
        }
        return new RequestReader(new At(root, ""), warnings).read();
    }

    @Override
    public EncodedRequest encode(InferenceRequest request, TargetContext target, Warnings warnings) {
        byte[] body = new RequestWriter(request, target, warnings).write();
        return new EncodedRequest(body, Map.of()).withStops(StopStrings.watched(request.stop(), "stop", warnings));
    }
}
