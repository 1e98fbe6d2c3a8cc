package org.modelgate.translator.dialect.openairesponses;

import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Sampling;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.WebSearch;

/** What other dialects can ask for and Responses has no field for: refused where the client would miss it, else named. */
final class Losses {
    /** Fields of other dialects that change nothing when they are left out, or stand below. */
    private static final Set<String> SILENT = Set.of(
            "metadata",
            "store",
            "prediction",
            "prompt_cache_options",
            "prompt_cache_retention",
            "stream_options",
            "client_metadata",
            "include_reasoning",
            WebSearch.CHAT_OPTIONS);

    private Losses() {}

    static void name(InferenceRequest request, Warnings warnings) {
        if (request.choices() > 1) {
            throw GatewayError.invalid("n", "more than one answer is not supported by this model")
                    .asException();
        }
        Sampling sampling = request.sampling();
        if (sampling.topK() != null) {
            warnings.add("top_k", "unsupported");
        }
        warnUnlessZero(warnings, "frequency_penalty", sampling.frequencyPenalty());
        warnUnlessZero(warnings, "presence_penalty", sampling.presencePenalty());
        if (sampling.seed() != null) {
            warnings.add("seed", "unsupported");
        }
        if (sampling.logitBiasJson() != null && !sampling.logitBiasJson().equals("{}")) {
            warnings.add("logit_bias", "unsupported");
        }
        for (String name : request.extras().keySet()) {
            if (!SILENT.contains(name)) {
                warnings.add(name, "unsupported");
            }
        }
    }

    private static void warnUnlessZero(Warnings warnings, String name, @Nullable BigDecimal value) {
        if (value != null && value.signum() != 0) {
            warnings.add(name, "unsupported");
        }
    }
}
