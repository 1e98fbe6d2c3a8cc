package org.modelgate.router.preference;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.router.plan.ModelCatalog;
import org.modelgate.router.plan.Step;
import org.modelgate.router.plan.StepOptions;
import org.modelgate.router.plan.Target;
import org.modelgate.router.plan.TargetStats;
import org.modelgate.translator.TokenEstimator;

/** The plan of a request as JSON ({@code deploy/docs/routing.md} has its shape), in place of an answer. */
public final class DryRun {
    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
    private static final int NANO_SCALE = 9;

    private final ModelCatalog catalog;

    public DryRun(ModelCatalog catalog) {
        this.catalog = catalog;
    }

    /** The document; it holds no key and no text of the request. */
    public byte[] document(BodyScan scan, Planned planned, TargetStats stats) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("object", "gateway.plan");
        document.put("model", scan.model());
        document.put("policy", planned.policy());
        document.put(
                "attempts_max",
                planned.plan().attemptsMax() == 0 ? null : planned.plan().attemptsMax());
        ArrayNode targets = document.putArray("targets");
        planned.plan().steps().forEach(step -> targets.add(step(step, stats)));
        ArrayNode models = document.putArray("models");
        planned.billed().forEach(models::add);
        ArrayNode leftOut = document.putArray("left_out");
        for (Planned.LeftOut left : planned.leftOut()) {
            leftOut.add(target(left.target()).put("reason", left.reason()));
        }
        ObjectNode bound = document.putObject("estimate");
        long input = TokenEstimator.inputUpperBound(scan);
        long output = planned.askedOutputTokens() == null ? planned.outputTokensMax() : planned.askedOutputTokens();
        bound.put("input_tokens_max", input);
        bound.put("output_tokens_max", output * scan.choices());
        bound.put("cost_usd_max", cost(planned, input, output * scan.choices()));
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static ObjectNode target(Target target) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("provider", target.provider().name());
        node.put("model", target.model());
        node.put("billed_as", target.billedAs());
        node.put("region", target.region());
        return node;
    }

    private static ObjectNode step(Step step, TargetStats stats) {
        StepOptions options = step.options();
        ObjectNode node = target(step.target());
        node.put("healthy", stats.healthy(step.target()));
        if (!options.label().isEmpty()) {
            node.put("option", options.label());
        }
        if (options.key() != null) {
            node.put("own_key", true);
        }
        if (options.customHost() != null) {
            node.put("custom_host", true);
        }
        if (options.total() != null) {
            node.put("timeout_ms", options.total().toMillis());
        }
        if (options.firstByte() != null) {
            node.put("first_byte_timeout_ms", options.firstByte().toMillis());
        }
        if (options.retry().repeats() >= 0) {
            node.put("repeats_max", options.retry().repeats());
        }
        if (!options.edits().isEmpty()) {
            ArrayNode edits = node.putArray("edited");
            Stream.of(
                            options.edits().set().keySet(),
                            options.edits().defaults().keySet(),
                            options.edits().drop())
                    .flatMap(names -> names.stream())
                    .forEach(edits::add);
        }
        return node;
    }

    /** By the listed price of the dearest model that may answer; null if one has none. */
    private @Nullable BigDecimal cost(Planned planned, long input, long output) {
        BigDecimal most = BigDecimal.ZERO;
        for (String id : planned.billed()) {
            Models.Entry entry = catalog.model(id).entry();
            BigDecimal in = Stream.of(entry.inputPrice(), entry.cacheWrite5mPrice(), entry.cacheWrite1hPrice())
                    .filter(Objects::nonNull)
                    .max(BigDecimal::compareTo)
                    .orElse(null);
            if (in == null || entry.outputPrice() == null) {
                return null;
            }
            BigDecimal cost = in.multiply(BigDecimal.valueOf(input))
                    .add(entry.outputPrice().multiply(BigDecimal.valueOf(output)))
                    .divide(MILLION, NANO_SCALE, RoundingMode.UP);
            most = most.max(cost);
        }
        return most.stripTrailingZeros();
    }
}
