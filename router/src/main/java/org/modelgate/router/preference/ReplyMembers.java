package org.modelgate.router.preference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.Target;

/**
 * What an answer's body shows in the conventions that the client used, beside {@code gateway_usage}: LLM Gateway's {@code metadata},
 * Vercel's {@code providerMetadata.gateway} and OpenRouter's {@code openrouter_metadata}, as far as they are documented. Immutable.
 */
public final class ReplyMembers {
    private static final int NANO_SCALE = 9;
    private static final String OK = "ok";
    private static final int OK_STATUS = 200;

    private final Set<Wishes.Reply> replies;
    private final String askedModel;
    private final String policy;
    private final List<Step> steps;

    /**
     * @param policy that made the plan, by its name
     * @param steps of the plan
     */
    ReplyMembers(Wishes wishes, String askedModel, String policy, List<Step> steps) {
        this.replies = Set.copyOf(wishes.replies);
        this.askedModel = askedModel;
        this.policy = policy;
        this.steps = List.copyOf(steps);
    }

    /**
     * How a call went.
     *
     * @param answered by which target
     * @param attempts all of them in order
     */
    public record Course(String requestId, Target answered, List<Settle.AttemptRecord> attempts, long costNano) {}

    /** Members as raw JSON, each with a comma in front; empty if there are none. */
    public String of(Course course, DialectId dialect) {
        StringBuilder members = new StringBuilder();
        // A response has metadata of its own, which is the client's.
        if (replies.contains(Wishes.Reply.LLM_GATEWAY) && dialect != DialectId.OPENAI_RESPONSES) {
            members.append(",\"metadata\":").append(llmGateway(course));
        }
        if (replies.contains(Wishes.Reply.VERCEL)) {
            members.append(",\"providerMetadata\":").append(vercel(course));
        }
        if (replies.contains(Wishes.Reply.OPENROUTER_METADATA)) {
            members.append(",\"openrouter_metadata\":").append(openRouter(course));
        }
        return members.toString();
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode llmGateway(Course course) {
        ObjectNode metadata = object().put("requested_model", askedModel)
                .put("used_model", course.answered.model())
                .put("used_provider", course.answered.provider().name())
                .put("cached", false);
        ArrayNode routing = metadata.putArray("routing");
        for (Settle.AttemptRecord attempt : course.attempts) {
            boolean succeeded = attempt.outcome().equals(OK);
            routing.addObject()
                    .put("provider", attempt.provider())
                    .put("model", attempt.model())
                    .put("status_code", attempt.status())
                    .put("error_type", succeeded ? null : attempt.outcome())
                    .put("succeeded", succeeded);
        }
        return metadata;
    }

    private static ObjectNode vercel(Course course) {
        ObjectNode metadata = object();
        ObjectNode gateway = metadata.putObject("gateway");
        ArrayNode models = gateway.putObject("routing").putArray("modelAttempts");
        Set<String> names = new LinkedHashSet<>();
        course.attempts.forEach(attempt -> names.add(attempt.model()));
        for (String name : names) {
            List<Settle.AttemptRecord> its = course.attempts.stream()
                    .filter(attempt -> attempt.model().equals(name))
                    .toList();
            models.addObject()
                    .put("canonicalSlug", name)
                    .put(
                            "success",
                            its.stream().anyMatch(attempt -> attempt.outcome().equals(OK)))
                    .put("providerAttemptCount", its.size());
        }
        gateway.put("generationId", course.requestId)
                .put(
                        "cost",
                        BigDecimal.valueOf(course.costNano, NANO_SCALE)
                                .stripTrailingZeros()
                                .toPlainString());
        return metadata;
    }

    private ObjectNode openRouter(Course course) {
        ObjectNode metadata = object().put("requested", askedModel)
                .put("strategy", policy)
                .put("region", course.answered.region())
                .put("attempt", course.attempts.size());
        ArrayNode attempts = metadata.putArray("attempts");
        for (Settle.AttemptRecord attempt : course.attempts) {
            attempts.addObject()
                    .put("provider", attempt.provider())
                    .put("model", attempt.model())
                    .put("status", attempt.outcome().equals(OK) ? OK_STATUS : attempt.status());
        }
        ObjectNode endpoints = metadata.putObject("endpoints").put("total", steps.size());
        ArrayNode available = endpoints.putArray("available");
        boolean own = false;
        for (Step step : steps) {
            boolean selected = step.target().equals(course.answered);
            own |= selected && !step.tellsHealth();
            available
                    .addObject()
                    .put("provider", step.target().provider().name())
                    .put("model", step.target().model())
                    .put("selected", selected);
        }
        return metadata.put("is_byok", own);
    }
}
