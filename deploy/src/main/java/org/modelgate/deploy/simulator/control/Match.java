package org.modelgate.deploy.simulator.control;

import com.fasterxml.jackson.databind.JsonNode;

/** Which requests are meant. Empty parts match everything; model and text match what contains them. */
record Match(String dialect, String model, String key, String text) {

    static Match read(JsonNode json) {
        return new Match(
                json.path("dialect").asText(),
                json.path("model").asText(),
                json.path("key").asText(),
                json.path("text").asText());
    }

    boolean fits(FaultRules.Subject subject) {
        return (dialect.isEmpty() || dialect.equals(subject.dialect()))
                && (key.isEmpty() || key.equals(subject.key()))
                && subject.model().contains(model)
                && subject.text().contains(text);
    }
}
