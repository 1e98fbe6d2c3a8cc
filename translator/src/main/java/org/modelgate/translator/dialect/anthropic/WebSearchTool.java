package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Tool;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.WebSearch;

/**
 * Web search for an Anthropic provider (translation table, section 11), in the version that each model and each cloud that
 * searches at all takes.
 */
final class WebSearchTool {
    private static final String TYPE = "web_search_20250305";
    private static final String NAME = "web_search";

    private WebSearchTool() {}

    /** Null where the search must not go to the live web: Anthropic has no other. */
    static Tool.@Nullable Native of(WebSearch asked, Warnings warnings) {
        if (!asked.live()) {
            return null;
        }
        ObjectNode search =
                JsonNodeFactory.instance.objectNode().put("type", TYPE).put("name", NAME);
        if (asked.maxUses() != null) {
            search.put("max_uses", asked.maxUses());
        }
        domains(search, "allowed_domains", asked.allowedDomains());
        if (asked.allowedDomains().isEmpty()) {
            domains(search, "blocked_domains", asked.blockedDomains());
        } else if (!asked.blockedDomains().isEmpty()) {
            warnings.add("tools." + asked.name() + ".blocked_domains", "unsupported");
        }
        ObjectNode place = asked.approximatePlace();
        if (place != null) {
            search.set("user_location", place);
        }
        if (asked.contextSize() != null && !asked.contextSize().equals("medium")) {
            warnings.add("tools." + asked.name() + ".search_context_size", "unsupported");
        }
        return new Tool.Native(DialectId.ANTHROPIC_MESSAGES, TYPE, asked.name(), search.toString());
    }

    private static void domains(ObjectNode search, String field, List<String> domains) {
        if (!domains.isEmpty()) {
            ArrayNode array = search.putArray(field);
            domains.forEach(array::add);
        }
    }
}
