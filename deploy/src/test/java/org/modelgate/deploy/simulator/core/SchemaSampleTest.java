package org.modelgate.deploy.simulator.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.modelgate.deploy.simulator.RunningSimulator;

class SchemaSampleTest {

    private static final JsonNode SCHEMA = RunningSimulator.parse("""
            {"type":"object","additionalProperties":false,"required":["name","kind","size","tags","child"],
             "properties":{
              "name":{"type":"string"},
              "kind":{"enum":["a","b"]},
              "size":{"type":"integer","minimum":3,"maximum":5},
              "price":{"type":["number","null"]},
              "when":{"type":"string","format":"date"},
              "tags":{"type":"array","items":{"type":"string"},"minItems":2},
              "either":{"anyOf":[{"type":"boolean"},{"type":"null"}]},
              "child":{"$ref":"#/$defs/node"}},
             "$defs":{"node":{"type":"object","properties":{"id":{"const":"x"},"next":{"$ref":"#/$defs/node"}}}}}
            """);

    @Test
    void satisfiesTheSchema() {
        JsonNode sample = SchemaSample.of(SCHEMA, 42);

        assertThat(sample.path("name").isTextual()).isTrue();
        assertThat(sample.path("kind").asText()).isIn("a", "b");
        assertThat(sample.path("size").asInt()).isBetween(3, 5);
        assertThat(sample.path("price").isNumber()).isTrue();
        assertThat(sample.path("when").asText()).matches("\\d{4}-\\d\\d-\\d\\d");
        assertThat(sample.path("tags").size()).isEqualTo(2);
        assertThat(sample.path("either").isBoolean()).isTrue();
        assertThat(sample.path("child").path("id").asText()).isEqualTo("x");
    }

    @Test
    void isTheSameForTheSameSeed() {
        assertThat(SchemaSample.of(SCHEMA, 7)).isEqualTo(SchemaSample.of(SCHEMA, 7));
    }
}
