package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.modelgate.deploy.simulator.core.Prefixes;
import org.modelgate.deploy.simulator.core.Segment;
import org.modelgate.deploy.simulator.core.Signer;

/** Replayed thinking has to be what the simulator signed and, on newer models, where it was said. */
record SignatureRule(Signer signer) implements Rule {

    @Override
    public Optional<String> fault(AnthropicRequest request) {
        for (int i = 0; i < request.messages().size(); i++) {
            List<JsonNode> blocks = request.blocks(i);
            for (int j = 0; j < blocks.size(); j++) {
                if (!AnthropicRequest.type(blocks.get(j)).equals("thinking")) {
                    continue;
                }
                Optional<String> fault = check(request, i, blocks.get(j));
                if (fault.isPresent()) {
                    return Optional.of("messages." + i + ".content." + j + ": " + fault.get());
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> check(AnthropicRequest request, int message, JsonNode block) {
        Optional<Signer.Origin> origin = signer.verify(
                block.path("signature").asText(), block.path("thinking").asText());
        if (origin.isEmpty()) {
            return Optional.of("Invalid `signature` in `thinking` block");
        }
        // Another model's block is dropped in silence, as the API does with what the model can't read.
        boolean own = origin.get().model().equals(request.model());
        if (!own || !request.traits().bindsThinking()) {
            return Optional.empty();
        }
        List<Segment> segments = AnthropicSegments.of(request.body());
        return Prefixes.before(segments, message).equals(origin.get().binding())
                ? Optional.empty()
                : Optional.of(
                        "Invalid `signature` in `thinking` block. The block is bound to a different conversation.");
    }
}
