package org.modelgate.translator.dialect.anthropic;

import java.util.Set;
import org.modelgate.translator.TokenCounter;
import org.modelgate.translator.framing.JsonMembers;

/** {@code /v1/messages/count_tokens}, which takes a request less all that only its answer needs (wire page, section 10). */
final class AnthropicCounter implements TokenCounter {
    private static final Set<String> REFUSED = Set.of(
            "max_tokens",
            "stream",
            "metadata",
            "stop_sequences",
            "temperature",
            "top_p",
            "top_k",
            "service_tier",
            "inference_geo",
            "container",
            "fallbacks",
            "fallback_credit_token",
            "billing_policy",
            "diagnostics",
            "thread",
            "user_profile_id");

    @Override
    public byte[] request(byte[] inference, String model) {
        return JsonMembers.without(inference, REFUSED::contains);
    }

    @Override
    public long tokens(byte[] answer) {
        return JsonMembers.count(answer, "input_tokens");
    }
}
