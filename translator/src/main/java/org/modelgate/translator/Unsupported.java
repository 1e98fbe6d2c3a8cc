package org.modelgate.translator;

import java.util.Objects;
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

    /** Nothing is to be put out: the prompt's cache is to be warmed, which few can. */
    public static boolean prewarms(InferenceRequest request) {
        return Objects.equals(request.maxOutputTokens(), 0L);
    }

    /** @throws org.modelgate.common.error.GatewayException invalid_request if {@link #prewarms} */
    public static void refusePrewarming(InferenceRequest request) {
        if (prewarms(request)) {
            throw GatewayError.invalid("max_tokens", "0 (cache prewarming) is not supported by the model's provider")
                    .asException();
        }
    }

    /** @param taken fields beside those of the canonical model that the dialect has a use for */
    public static void check(InferenceRequest request, Set<String> taken, Warnings warnings) {
        refusePrewarming(request);
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
