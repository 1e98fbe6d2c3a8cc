package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Tool;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.openai.StrictSchema;

/** Web search as other dialects ask for it (translation table, section 11). */
final class WebSearch {
    private static final String TYPE = "web_search";

    private WebSearch() {}

    static boolean isAnthropics(Tool.Native tool) {
        return tool.dialect() == DialectId.ANTHROPIC_MESSAGES && tool.type().startsWith("web_search_");
    }

    static Tool.Native ofAnthropics(Tool.Native tool, Warnings warnings) {
        JsonNode asked = StrictSchema.parse(tool.json());
        for (String name : List.of("blocked_domains", "max_uses")) {
            if (!asked.path(name).isMissingNode()) {
                warnings.add("tools." + tool.name() + "." + name, "unsupported");
            }
        }
        ObjectNode search = JsonNodeFactory.instance.objectNode().put("type", TYPE);
        if (asked.path("allowed_domains").isArray()) {
            search.putObject("filters").set("allowed_domains", asked.path("allowed_domains"));
        }
        if (asked.path("user_location").isObject()) {
            search.set("user_location", asked.path("user_location"));
        }
        return tool(tool.name(), search);
    }

    /** @param options chat's {@code web_search_options} */
    static Tool.Native ofOptions(String options) {
        JsonNode asked = StrictSchema.parse(options);
        ObjectNode search = JsonNodeFactory.instance.objectNode().put("type", TYPE);
        if (asked.path("search_context_size").isTextual()) {
            search.set("search_context_size", asked.path("search_context_size"));
        }
        if (asked.path("user_location").path("approximate") instanceof ObjectNode approximate) {
            ObjectNode place = JsonNodeFactory.instance.objectNode().put("type", "approximate");
            place.setAll(approximate);
            search.set("user_location", place);
        }
        return tool(TYPE, search);
    }

    private static Tool.Native tool(String name, ObjectNode search) {
        return new Tool.Native(DialectId.OPENAI_RESPONSES, TYPE, name, search.toString());
    }
}
