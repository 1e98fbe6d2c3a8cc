package org.modelgate.translator.dialect.openairesponses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Tool;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.WebSearch;

/** Web search for a Responses provider (translation table, section 11). */
final class WebSearchTool {
    private static final String TYPE = "web_search";

    private WebSearchTool() {}

    static Tool.Native of(WebSearch asked, Warnings warnings) {
        if (!asked.blockedDomains().isEmpty()) {
            warnings.add("tools." + asked.name() + ".blocked_domains", "unsupported");
        }
        if (asked.maxUses() != null) {
            warnings.add("tools." + asked.name() + ".max_uses", "unsupported");
        }
        ObjectNode search = JsonNodeFactory.instance.objectNode().put("type", TYPE);
        if (!asked.allowedDomains().isEmpty()) {
            ArrayNode domains = search.putObject("filters").putArray("allowed_domains");
            asked.allowedDomains().forEach(domains::add);
        }
        if (asked.contextSize() != null) {
            search.put("search_context_size", asked.contextSize());
        }
        ObjectNode place = asked.approximatePlace();
        if (place != null) {
            search.set("user_location", place);
        }
        return new Tool.Native(DialectId.OPENAI_RESPONSES, TYPE, asked.name(), search.toString());
    }
}
