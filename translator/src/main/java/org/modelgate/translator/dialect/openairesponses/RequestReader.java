package org.modelgate.translator.dialect.openairesponses;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.Sampling;
import org.modelgate.common.inference.Tool;
import org.modelgate.translator.Logprobs;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.openai.At;
import org.modelgate.translator.openai.AutomaticCache;
import org.modelgate.translator.openai.Efforts;
import org.modelgate.translator.openai.Formats;
import org.modelgate.translator.openai.Moderation;

/** A client's Responses request to canonical form, for a provider of another dialect. */
final class RequestReader {
    private static final int NAME_SHOWN = 64;

    /** All that the API has; anything else is refused, as the API does. */
    private static final Set<String> KNOWN = Set.of(
            "model",
            "input",
            "instructions",
            "max_output_tokens",
            "max_tool_calls",
            "temperature",
            "top_p",
            "top_logprobs",
            "reasoning",
            "text",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "store",
            "previous_response_id",
            "conversation",
            "include",
            "stream",
            "stream_options",
            "background",
            "truncation",
            "context_management",
            "metadata",
            "service_tier",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention",
            "prompt_cache_options",
            "user",
            "prompt",
            "moderation",
            "access_programs",
            "image",
            // Codex sends it
            "client_metadata",
            // for the gateway, or understood by it
            "cache_control",
            "provider",
            "models",
            "providerOptions",
            "portkey_provider",
            "portkey_virtual_key");

    /** What a target may look at, or an answer repeats. */
    private static final List<String> KEPT =
            List.of("prompt_cache_options", "truncation", "max_tool_calls", "top_logprobs", "user");

    private final At root;
    private final Warnings warnings;

    RequestReader(At root, Warnings warnings) {
        this.root = root;
        this.warnings = warnings;
    }

    InferenceRequest read() {
        refuse();
        warn();
        ToolReader tools = new ToolReader();
        tools.add(root.get("tools"));
        InputReader input = new InputReader(tools, warnings);
        String instructions = root.get("instructions").stringOrNull();
        input.read(instructions, root.get("input"));
        List<Tool> offered = tools.tools();
        return new InferenceRequest(
                root.get("model").name(),
                input.system(),
                input.messages(),
                offered,
                tools.choice(root.get("tool_choice")),
                offered.isEmpty() ? null : root.get("parallel_tool_calls").flagOrNull(),
                root.get("max_output_tokens").integerOrNull(1, Integer.MAX_VALUE),
                List.of(),
                new Sampling(
                        root.get("temperature").numberOrNull(0, 2),
                        root.get("top_p").numberOrNull(0, 1),
                        null,
                        null,
                        null,
                        null,
                        null),
                reasoning(input.effort()),
                Formats.flat(
                        input.format().present()
                                ? input.format()
                                : textOptions().get("format")),
                textOptions().get("verbosity").oneOfOrNull(List.of("low", "medium", "high")),
                automaticCache(input, offered),
                root.get("service_tier").stringOrNull(),
                userId(),
                root.get("prompt_cache_key").stringOrNull(),
                root.get("stream").flag(),
                false,
                1,
                logprobs(),
                extras());
    }

    /** Fields that change what the answer means, where no other provider can keep the promise. */
    private void refuse() {
        root.node().fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                throw unknown(name).asException();
            }
        });
        for (String name : List.of("previous_response_id", "conversation", "prompt")) {
            if (root.get(name).present()) {
                throw root.get(name).invalid(ResponsesBodyPass.NOTHING_STORED);
            }
        }
        if (root.get("background").flag()) {
            throw root.get("background").invalid(ResponsesBodyPass.NO_BACKGROUND);
        }
        At prewarm = root.get("prompt_cache_options").get("prewarm");
        if (prewarm.flag()) {
            throw prewarm.invalid("is not available for this model");
        }
        Moderation.refuseBlocking(root);
    }

    private static GatewayError unknown(String name) {
        String shown = name.length() > NAME_SHOWN ? name.substring(0, NAME_SHOWN) : name;
        return new GatewayError(
                Fault.CLIENT,
                ErrorCode.INVALID_REQUEST,
                400,
                "Unknown parameter: '" + shown + "'.",
                shown,
                "unknown_parameter",
                GatewayError.NO_RETRY_AFTER);
    }

    private void warn() {
        String truncation = root.get("truncation").oneOfOrNull(List.of("auto", "disabled"));
        if (Objects.equals(truncation, "auto")) {
            warnings.add("truncation", "unsupported");
        }
        for (String name : List.of("max_tool_calls", "access_programs", "image")) {
            if (root.get(name).present()) {
                warnings.add(name, "unsupported");
            }
        }
        if (!root.get("context_management").items().isEmpty()) {
            warnings.add("context_management", "unsupported");
        }
    }

    private At textOptions() {
        At text = root.get("text");
        return text.present() ? text.object() : text;
    }

    /** @param update a later item's effort, which replaces the request's */
    private Reasoning reasoning(@Nullable String update) {
        At asked = root.get("reasoning");
        if (asked.present()) {
            asked.object();
        }
        List<String> summaries = List.of("auto", "concise", "detailed");
        String summary = asked.get("summary").oneOfOrNull(summaries);
        if (summary == null) {
            summary = asked.get("generate_summary").oneOfOrNull(summaries);
        }
        String effort = asked.get("effort").oneOfOrNull(Efforts.SCALE);
        effort = update == null ? effort : update;
        String display = summary == null ? null : "summarized";
        if (effort == null && summary == null) {
            return Reasoning.UNSPECIFIED;
        }
        boolean off = Objects.equals(effort, "none");
        return new Reasoning(off ? Reasoning.Mode.OFF : Reasoning.Mode.ADAPTIVE, effort, null, display);
    }

    private ContentPart.@Nullable CacheMark automaticCache(InputReader input, List<Tool> offered) {
        return AutomaticCache.of(root, input.system(), input.messages(), offered);
    }

    private @Nullable String userId() {
        String identifier = root.get("safety_identifier").stringOrNull();
        return identifier != null ? identifier : root.get("user").stringOrNull();
    }

    private @Nullable String logprobs() {
        Long top = root.get("top_logprobs").integerOrNull(0, 20);
        boolean asked =
                root.get("include").items().stream().map(At::string).toList().contains(Logprobs.INCLUDE);
        if (!asked && (top == null || top == 0)) {
            return null;
        }
        return Logprobs.asked(top);
    }

    private Map<String, String> extras() {
        Map<String, String> extras = new LinkedHashMap<>();
        for (String name : KEPT) {
            if (root.get(name).present()) {
                extras.put(name, root.get(name).node().toString());
            }
        }
        String metadata = Metadata.forProvider(root.get("metadata"));
        if (metadata != null) {
            extras.put("metadata", metadata);
        }
        return extras;
    }
}
