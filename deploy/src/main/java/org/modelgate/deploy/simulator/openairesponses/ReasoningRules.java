package org.modelgate.deploy.simulator.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Optional;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Signer;
import org.modelgate.deploy.simulator.openai.Invalid;

/** Replayed reasoning has to be what the simulator made, in the item that it was made for. */
record ReasoningRules(Signer signer) implements ResponsesRule {

    private static final int SHOWN = 8;

    @Override
    public Optional<Refusal> fault(ResponsesRequest request) {
        List<JsonNode> items = request.items();
        for (int i = 0; i < items.size(); i++) {
            if (ResponsesRequest.type(items.get(i)).equals("reasoning")) {
                Optional<Refusal> fault = item(items.get(i), "input[" + i + "]");
                if (fault.isPresent()) {
                    return fault;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> item(JsonNode item, String path) {
        for (String name : List.of("id", "summary")) {
            if (!item.hasNonNull(name)) {
                return Invalid.missing(path + '.' + name);
            }
        }
        JsonNode content = item.path("content");
        if (!content.isEmpty()) {
            return Invalid.arrayAbove(path + ".content", 0, content.size());
        }
        String id = item.path("id").asText();
        if (!item.hasNonNull("encrypted_content")) {
            return Optional.of(PairRules.notFound(id));
        }
        String encrypted = item.path("encrypted_content").asText();
        Optional<Signer.Origin> origin = signer.verify(encrypted, "");
        if (origin.isEmpty()) {
            return unverified(encrypted, "Encrypted content could not be decrypted or parsed.");
        }
        return origin.get().binding().equals(id)
                ? Optional.empty()
                : unverified(encrypted, "Encrypted content item_id did not match the target item id.");
    }

    private static Optional<Refusal> unverified(String encrypted, String reason) {
        String head = encrypted.substring(0, Math.min(SHOWN, encrypted.length()));
        return Invalid.because(
                "The encrypted content " + head + "... could not be verified. Reason: " + reason,
                "invalid_encrypted_content",
                null);
    }

    /** The reasoning of a checked request that another model made and this one doesn't get to read. */
    ArrayNode removed(String model, JsonNode body) {
        ArrayNode removed = JsonNodeFactory.instance.arrayNode();
        for (JsonNode item : ResponsesRequest.items(body)) {
            if (ResponsesRequest.type(item).equals("reasoning") && !madeBy(model, item)) {
                removed.addObject()
                        .put("id", item.path("id").asText())
                        .put("type", "reasoning")
                        .put("action", "removed")
                        .put("reason", "model_mismatch");
            }
        }
        return removed;
    }

    private boolean madeBy(String model, JsonNode item) {
        return signer.verify(item.path("encrypted_content").asText(), "")
                .filter(origin -> origin.model().equals(model))
                .isPresent();
    }
}
