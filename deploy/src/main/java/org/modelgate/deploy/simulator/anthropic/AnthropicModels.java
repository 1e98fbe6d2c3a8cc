package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.modelgate.deploy.simulator.core.ModelCatalogue;

/** The Models API. */
final class AnthropicModels {

    private static final List<String> LINES = List.of("haiku", "sonnet", "opus", "fable", "mythos");
    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");

    private AnthropicModels() {}

    static ObjectNode all() {
        ObjectNode json = AnthropicWriter.object();
        ArrayNode data = json.putArray("data");
        ModelCatalogue.CLAUDE.forEach(id -> data.add(one(id)));
        return json.put("has_more", false)
                .put("first_id", ModelCatalogue.CLAUDE.getFirst())
                .put("last_id", ModelCatalogue.CLAUDE.getLast());
    }

    static ObjectNode one(String id) {
        ModelTraits traits = ModelTraits.of(id);
        ObjectNode json = AnthropicWriter.object()
                .put("id", id)
                .put("type", "model")
                .put("display_name", id)
                .put("created_at", "2026-01-01T00:00:00Z")
                .put("lifecycle", "active")
                .putNull("deprecated_at")
                .putNull("retires_at")
                .put("line", line(id))
                .put("max_input_tokens", 1_000_000)
                .put("max_tokens", 128_000);
        ObjectNode capabilities = json.putObject("capabilities");
        Stream.of("batch", "citations", "code_execution", "image_input", "pdf_input", "structured_outputs")
                .forEach(name -> capabilities.putObject(name).put("supported", true));
        ObjectNode effort = capabilities.putObject("effort").put("supported", true);
        EFFORTS.forEach(level -> effort.putObject(level).put("supported", true));
        ObjectNode thinking = capabilities.putObject("thinking").put("supported", true);
        ObjectNode types = thinking.putObject("types");
        Stream.of("adaptive", "enabled", "disabled", "between_tools")
                .forEach(type -> types.putObject(type)
                        .put("supported", traits.thinkingTypes().contains(type)));
        return json;
    }

    private static @Nullable String line(String id) {
        return LINES.stream().filter(id::contains).findFirst().orElse(null);
    }
}
