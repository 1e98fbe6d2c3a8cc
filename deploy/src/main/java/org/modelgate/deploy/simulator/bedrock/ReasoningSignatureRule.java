package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import org.modelgate.deploy.simulator.core.Signer;

/** Replayed reasoning that is signed has to be what the simulator signed; that of models that don't sign isn't looked at. */
record ReasoningSignatureRule(Signer signer) implements ConverseRule {

    @Override
    public Optional<String> fault(ConverseRequest request) {
        if (!request.traits().signs()) {
            return Optional.empty();
        }
        for (int i = 0; i < request.messages().size(); i++) {
            for (JsonNode block : request.blocks(i, "reasoningContent")) {
                JsonNode text = block.path("reasoningText");
                String signature = text.path("signature").asText();
                boolean genuine =
                        signer.verify(signature, text.path("text").asText()).isPresent();
                if (block.has("reasoningText") && !genuine) {
                    return Optional.of("The model returned the following errors: messages." + i
                            + ".content: Invalid `signature` in `thinking` block");
                }
            }
        }
        return Optional.empty();
    }
}
