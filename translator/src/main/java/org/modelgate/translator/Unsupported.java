package org.modelgate.translator;

import java.util.Set;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.InferenceRequest;

/** What OpenAI's dialects may ask for and no other provider gives. */
public final class Unsupported {
    /** Fields that change nothing when they are left out. */
    private static final Set<String> SILENT = Set.of(
            "metadata",
            "store",
            "prediction",
            "prompt_cache_options",
            "prompt_cache_retention",
            "stream_options",
            "client_metadata",
            // said once, where a Responses request is read
            "truncation",
            "max_tool_calls",
            "top_logprobs",
            "user",
            "include_reasoning");

    private Unsupported() {}

    /**
     * Names what is dropped.
     *
     * @throws org.modelgate.common.error.GatewayException invalid_request where the client would wait for what never comes
     */
    public static void check(InferenceRequest request, Warnings warnings) {
        check(request, Set.of(), warnings);
    }

    /** @param taken fields beside those of the canonical model that the dialect has a use for */
    public static void check(InferenceRequest request, Set<String> taken, Warnings warnings) {
        if (request.choices() > 1) {
            throw GatewayError.invalid("n", "more than one answer is not supported by this model")
                    .asException();
        }
        if (request.logprobsJson() != null) {
            warnings.add("logprobs", "unsupported");
        }
        if (request.verbosity() != null) {
            warnings.add("verbosity", "unsupported");
        }
        for (String name : request.extras().keySet()) {
            if (!SILENT.contains(name) && !taken.contains(name)) {
                warnings.add(name, "unsupported");
            }
        }
    }
}
