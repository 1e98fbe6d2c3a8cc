package org.modelgate.common.inference;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart.CacheMark;

/**
 * A request in no dialect's form.
 *
 * @param model the name that the client asked for
 * @param system system texts in front of the conversation, in order
 * @param messages the conversation
 * @param tools offered tools, in order
 * @param toolChoice absent where the client did not say
 * @param parallelToolCalls false if at most one call is allowed, absent where the client did not say
 * @param maxOutputTokens cap of output tokens, reasoning included
 * @param stop stop strings
 * @param sampling sampling parameters
 * @param reasoning reasoning controls
 * @param format shape of the answer
 * @param verbosity OpenAI's {@code low, medium, high}
 * @param automaticCache Anthropic's top-level cache mark
 * @param serviceTier as the client's dialect names it
 * @param userId opaque id of the end user
 * @param cacheKey OpenAI's {@code prompt_cache_key}
 * @param stream whether a stream is asked for
 * @param includeUsage whether the client wants a usage chunk in the stream (OpenAI chat)
 * @param choices how many answers are asked for
 * @param logprobsJson OpenAI's {@code {"logprobs":..,"top_logprobs":..}} if asked for
 * @param extras top-level fields that the dialect's codec does not model: name to raw JSON, in order
 */
public record InferenceRequest(
        String model,
        List<ContentPart.Text> system,
        List<Message> messages,
        List<Tool> tools,
        @Nullable ToolChoice toolChoice,
        @Nullable Boolean parallelToolCalls,
        @Nullable Long maxOutputTokens,
        List<String> stop,
        Sampling sampling,
        Reasoning reasoning,
        OutputFormat format,
        @Nullable String verbosity,
        @Nullable CacheMark automaticCache,
        @Nullable String serviceTier,
        @Nullable String userId,
        @Nullable String cacheKey,
        boolean stream,
        boolean includeUsage,
        int choices,
        @Nullable String logprobsJson,
        Map<String, String> extras) {

    public InferenceRequest {
        system = List.copyOf(system);
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
        stop = List.copyOf(stop);
    }
}
