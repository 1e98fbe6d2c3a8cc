package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.json.Json;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.RequestCodec;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

/** Chat requests, both ways. */
final class OpenAiChatRequestCodec implements RequestCodec {
    @Override
    public InferenceRequest decode(byte[] body, Map<String, String> headers, Warnings warnings) {
        return new RequestReader(new At(tree(body), ""), warnings).read();
    }

    private static JsonNode tree(byte[] body) {
        try {
            JsonNode tree = Json.mapper().readTree(body);
            if (tree != null && tree.isObject()) {
                return tree;
            }
            throw GatewayError.invalid("request body must be a JSON object").asException();
        } catch (JsonProcessingException e) {
            throw GatewayError.invalid("request body is no valid JSON").asException();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    @Override
    public EncodedRequest encode(InferenceRequest request, TargetContext target, Warnings warnings) {
        return new EncodedRequest(new RequestWriter(request, target, warnings).write(), Map.of());
    }
}
