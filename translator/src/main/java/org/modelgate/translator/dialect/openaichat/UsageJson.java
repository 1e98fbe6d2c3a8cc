package org.modelgate.translator.dialect.openaichat;

import org.modelgate.common.inference.Usage;

/** Buckets to chat's {@code usage} object (translation table 9.2). */
final class UsageJson {
    private UsageJson() {}

    static void append(StringBuilder out, Usage usage) {
        out.append("{\"prompt_tokens\":").append(usage.totalInput());
        out.append(",\"completion_tokens\":").append(usage.output());
        out.append(",\"total_tokens\":").append(usage.total());
        out.append(",\"prompt_tokens_details\":{\"cached_tokens\":").append(usage.cacheRead());
        out.append(",\"cache_write_tokens\":").append(usage.cacheWrite5m() + usage.cacheWrite1h());
        out.append("},\"completion_tokens_details\":{\"reasoning_tokens\":").append(usage.reasoning());
        out.append("}}");
    }
}
