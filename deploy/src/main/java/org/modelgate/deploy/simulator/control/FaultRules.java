package org.modelgate.deploy.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.deploy.simulator.core.Directives;

/**
 * Decides what a request gets: the timelines and rules posted to the server, the request's own directives, and the counts behind
 * {@code after} and {@code times}. One thread only.
 */
public final class FaultRules {

    private static final int RULES_MAX = 1_000;
    private static final String FAULT = "fault";
    private static final int COUNTED_MAX = 10_000;

    private final Directives defaults;
    private final Timelines timelines;
    private final List<Rule> rules = new ArrayList<>();
    private final LinkedHashMap<String, Integer> seenByCaller = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > COUNTED_MAX;
        }
    };
    private int lastId;

    public FaultRules(Directives defaults, Timelines timelines) {
        this.defaults = defaults;
        this.timelines = timelines;
    }

    /** What is known of a request when its fate is decided. */
    public record Subject(String dialect, String model, String key, String text) {}

    private static final class Rule {
        private final int id;
        private final Match match;
        private final Directives directives;
        private int matched;

        Rule(int id, Match match, Directives directives) {
            this.id = id;
            this.match = match;
            this.directives = directives;
        }

        boolean takes(Subject subject) {
            return match.fits(subject) && isDue(directives, matched++);
        }
    }

    /** All directives that apply to this request, merged; their fault is the one that it gets. */
    public Directives decide(Subject subject, Directives own) {
        Directives base = timelines.over(defaults, subject);
        for (Rule rule : rules) {
            if (rule.takes(subject)) {
                base = rule.directives.over(base);
            }
        }
        boolean spared = own.has(FAULT) && !ownIsDue(subject, own);
        return (spared ? own.without(FAULT) : own).over(base);
    }

    private boolean ownIsDue(Subject subject, Directives own) {
        if (!subject.model().contains(own.only())) {
            return false;
        }
        int seen = seenByCaller.merge(subject.key() + '\n' + subject.text(), 1, Integer::sum) - 1;
        return isDue(own, seen);
    }

    private static boolean isDue(Directives directives, int before) {
        return before >= directives.after() && before - directives.after() < directives.times();
    }

    /**
     * Reads {@code {"fault", "directives", "match": {"dialect", "model", "key", "text"}, "times", "after"}}.
     *
     * @throws IllegalArgumentException naming what is wrong with it
     */
    int add(JsonNode json) {
        json.fieldNames().forEachRemaining(name -> {
            if (!List.of("fault", "directives", "match", "times", "after").contains(name)) {
                throw new IllegalArgumentException("unknown field: " + name);
            }
        });
        if (rules.size() == RULES_MAX) {
            throw new IllegalArgumentException("there are already " + RULES_MAX + " rules");
        }
        Map<String, String> values = new LinkedHashMap<>(
                Directives.parse(json.path("directives").asText()).values());
        for (String key : List.of(FAULT, "times", "after")) {
            if (json.hasNonNull(key)) {
                values.put(key, json.path(key).asText());
            }
        }
        rules.add(new Rule(++lastId, Match.read(json.path("match")), new Directives(values)));
        return lastId;
    }

    void clear() {
        rules.clear();
        seenByCaller.clear();
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ArrayNode list = json.putArray("rules");
        for (Rule rule : rules) {
            ObjectNode one = list.addObject().put("id", rule.id).put("matched", rule.matched);
            ObjectNode directives = one.putObject("directives");
            rule.directives.values().forEach(directives::put);
        }
        return json;
    }
}
