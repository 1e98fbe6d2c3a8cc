package org.modelgate.router.preference;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.plan.BodyEdits;
import org.modelgate.router.plan.Step;
import org.modelgate.router.preference.Wishes.Reply;

/** What an answer's head shows in the conventions that the client used. Immutable. */
public final class ReplyHeaders {
    private static final int NANO_SCALE = 9;
    private static final int PARAMS_LENGTH_MAX = 1_024;

    private final Set<Reply> replies;
    private final @Nullable String traceId;
    private final String askedModel;
    private final List<Step> steps;
    private final ReplyMembers members;

    /**
     * @param policy that made the plan, by its name
     * @param steps of the plan
     */
    ReplyHeaders(Wishes wishes, String askedModel, String policy, List<Step> steps) {
        this.members = new ReplyMembers(wishes, askedModel, policy, steps);
        this.replies = Set.copyOf(wishes.replies);
        this.traceId = wishes.traceId;
        this.askedModel = askedModel;
        this.steps = List.copyOf(steps);
    }

    /** What the answer's body shows. */
    public ReplyMembers members() {
        return members;
    }

    /**
     * How a call went.
     *
     * @param step that answers
     * @param attempts so far, the answering one included
     * @param costNano charge, negative if it isn't known yet
     * @param millis since the request came
     */
    public record Course(String requestId, Step step, int attempts, long costNano, long millis) {}

    public List<Map.Entry<String, String>> of(Course course) {
        List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (Reply reply : replies) {
            switch (reply) {
                case PORTKEY -> portkey(course, headers);
                case LITELLM -> liteLlm(course, headers);
                case OPENROUTER -> headers.add(Map.entry("x-openrouter-cache-status", "MISS"));
                case LLM_GATEWAY, VERCEL, OPENROUTER_METADATA -> {
                    // Its headers tell of cache hits only, if of anything; see ReplyMembers.
                }
            }
        }
        return headers;
    }

    private void portkey(Course course, List<Map.Entry<String, String>> headers) {
        String label = course.step().options().label();
        headers.add(Map.entry("x-portkey-trace-id", traceId == null ? course.requestId() : traceId));
        headers.add(Map.entry(
                "x-portkey-provider", course.step().target().provider().name()));
        headers.add(Map.entry("x-portkey-retry-attempt-count", Integer.toString(course.attempts() - 1)));
        headers.add(Map.entry("x-portkey-cache-status", "DISABLED"));
        headers.add(Map.entry("x-portkey-last-used-option-index", label.isEmpty() ? "config" : label));
        String params = params(course.step().options().edits());
        if (!params.isEmpty()) {
            headers.add(Map.entry("x-portkey-last-used-option-params", params));
        }
    }

    private void liteLlm(Course course, List<Map.Entry<String, String>> headers) {
        headers.add(Map.entry("x-litellm-call-id", course.requestId()));
        headers.add(Map.entry("x-litellm-model-id", course.step().target().key()));
        headers.add(Map.entry("x-litellm-model-group", printable(askedModel)));
        int fallbacks = Math.min(fallbacks(course.step()), course.attempts() - 1);
        headers.add(Map.entry("x-litellm-attempted-retries", Integer.toString(course.attempts() - 1 - fallbacks)));
        headers.add(Map.entry("x-litellm-attempted-fallbacks", Integer.toString(fallbacks)));
        headers.add(Map.entry("x-litellm-response-duration-ms", Long.toString(course.millis())));
        if (course.costNano() >= 0) {
            headers.add(Map.entry(
                    "x-litellm-response-cost",
                    BigDecimal.valueOf(course.costNano(), NANO_SCALE)
                            .stripTrailingZeros()
                            .toPlainString()));
        }
    }

    /** What was set for the target; empty if that is nothing, or nothing for a header. */
    private static String params(BodyEdits edits) {
        StringJoiner params = new StringJoiner(",", "{", "}").setEmptyValue("");
        edits.set().forEach((name, json) -> params.add("\"" + name + "\":" + json));
        String text = params.toString();
        return text.length() <= PARAMS_LENGTH_MAX && isPrintable(text) ? text : "";
    }

    /** Targets that were to be tried before this one. */
    private int fallbacks(Step step) {
        for (int i = 0; i < steps.size(); i++) {
            Step other = steps.get(i);
            if (other.target().equals(step.target())
                    && other.options().label().equals(step.options().label())) {
                return i;
            }
        }
        return 0;
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c >= ' ' && c < 127);
    }

    private static String printable(String text) {
        return isPrintable(text) ? text : "?";
    }
}
