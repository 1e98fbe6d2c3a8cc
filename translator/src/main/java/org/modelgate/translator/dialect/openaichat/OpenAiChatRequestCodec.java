package org.modelgate.translator.dialect.openaichat;

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

/** Chat requests, both ways. */
final class OpenAiChatRequestCodec implements RequestCodec {
    @Override
    public InferenceRequest decode(byte[] body, Map<String, String> headers, Warnings warnings) {
        JsonNode root = JsonTree.of(body, 0, body.length);
        if (!root.isObject()) {
            throw GatewayError.invalid("request body must be a JSON object").asException();
        }
        return new RequestReader(new At(root, "")).read();
    }

    @Override
    public EncodedRequest encode(InferenceRequest request, TargetContext target, Warnings warnings) {
        RequestWriter writer = new RequestWriter(request, target, warnings);
        byte[] body = writer.write();
        return new EncodedRequest(body, Map.of())
                .withStops(StopStrings.watched(writer.stopsLeftOut(), "stop_sequences", warnings));
    }
}
