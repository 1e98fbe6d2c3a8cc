package org.modelgate.deploy.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.deploy.simulator.core.Directives;

/**
 * How the provider behaves over time: one phase after the other, from the moment at which a timeline is posted, for all requests that it
 * matches. Each phase counts its requests. The clock is that of the usage log, and can be read. One thread only.
 */
public final class Timelines {
    private static final int TIMELINES_MAX = 100;
    private static final int PHASES_MAX = 100;
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final InstantSource clock;
    private final List<Timeline> timelines = new ArrayList<>();
    private int lastId;

    public Timelines(InstantSource clock) {
        this.clock = clock;
    }

    private static final class Phase {
        private final String name;
        private final long millis;
        private final Directives directives;
        private long requests;

        Phase(String name, long millis, Directives directives) {
            this.name = name;
            this.millis = millis;
            this.directives = directives;
        }
    }

    private record Timeline(int id, Match match, boolean repeat, List<Phase> phases, long startMillis) {
        long cycleMillis() {
            long sum = 0;
            for (Phase phase : phases) {
                sum = phase.millis == FOR_EVER ? FOR_EVER : sum + phase.millis;
            }
            return sum;
        }

        /** The last phase lasts if nothing is repeated. */
        Phase at(long nowMillis) {
            long at = nowMillis - startMillis;
            long cycle = cycleMillis();
            if (repeat && cycle != FOR_EVER) {
                at %= cycle;
            }
            for (Phase phase : phases) {
                if (at < phase.millis) {
                    return phase;
                }
                at -= phase.millis;
            }
            return phases.getLast();
        }
    }

    /** What the phases of now say of this request, which they count; the newest timeline wins key by key. */
    Directives over(Directives base, FaultRules.Subject subject) {
        Directives merged = base;
        long now = clock.millis();
        for (Timeline timeline : timelines) {
            if (timeline.match.fits(subject)) {
                Phase phase = timeline.at(now);
                phase.requests++;
                merged = phase.directives.over(merged);
            }
        }
        return merged;
    }

    /**
     * Reads <code>{"match", "repeat", "phases": [{"name", "for", "fault", "directives"}]}</code>.
     *
     * @throws IllegalArgumentException naming what is wrong with it
     */
    ObjectNode add(JsonNode json) {
        known(json, List.of("match", "repeat", "phases"));
        if (timelines.size() == TIMELINES_MAX) {
            throw new IllegalArgumentException("there are already " + TIMELINES_MAX + " timelines");
        }
        List<Phase> phases = new ArrayList<>();
        json.path("phases").forEach(phase -> phases.add(phase(phase)));
        if (phases.isEmpty() || phases.size() > PHASES_MAX) {
            throw new IllegalArgumentException("phases must be 1 to " + PHASES_MAX);
        }
        Timeline timeline = new Timeline(
                ++lastId,
                Match.read(json.path("match")),
                json.path("repeat").asBoolean(),
                List.copyOf(phases),
                clock.millis());
        timelines.add(timeline);
        return JsonNodeFactory.instance.objectNode().put("id", timeline.id).put("start_ms", timeline.startMillis);
    }

    private static void known(JsonNode json, List<String> names) {
        json.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new IllegalArgumentException("unknown field: " + name);
            }
        });
    }

    private static Phase phase(JsonNode json) {
        known(json, List.of("name", "for", "fault", "directives"));
        Map<String, String> values = new LinkedHashMap<>(
                Directives.parse(json.path("directives").asText()).values());
        if (json.hasNonNull("fault")) {
            values.put("fault", json.path("fault").asText());
        }
        String name = json.path("name").asText(values.getOrDefault("fault", "up"));
        long millis = json.hasNonNull("for")
                ? Directives.millis("for", json.path("for").asText())
                : FOR_EVER;
        if (millis == 0) {
            throw new IllegalArgumentException("a phase lasts longer than nothing");
        }
        return new Phase(name, millis, new Directives(values));
    }

    void clear() {
        timelines.clear();
    }

    ObjectNode toJson() {
        long now = clock.millis();
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("now_ms", now);
        ArrayNode list = json.putArray("timelines");
        for (Timeline timeline : timelines) {
            ObjectNode one = list.addObject()
                    .put("id", timeline.id)
                    .put("start_ms", timeline.startMillis)
                    .put("elapsed_ms", now - timeline.startMillis)
                    .put("phase", timeline.at(now).name);
            ArrayNode phases = one.putArray("phases");
            timeline.phases.forEach(
                    phase -> phases.addObject().put("name", phase.name).put("requests", phase.requests));
        }
        return json;
    }
}
