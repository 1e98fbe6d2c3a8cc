package org.modelgate.translator;

import java.util.List;
import java.util.Optional;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.dialect.anthropic.AnthropicDialect;
import org.modelgate.translator.dialect.openaichat.OpenAiChatDialect;

/** All dialects; a new one is one line in {@link #ALL}. */
public final class Dialects {
    private static final List<Dialect> ALL = List.of(new AnthropicDialect(), new OpenAiChatDialect());

    private Dialects() {}

    public static List<Dialect> all() {
        return ALL;
    }

    public static Dialect get(DialectId id) {
        return ALL.stream()
                .filter(d -> d.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dialect " + id));
    }

    /** @param path a request's path without leading slash and {@code v1/}, such as {@code messages} */
    public static Optional<Dialect> byPath(String path) {
        return ALL.stream().filter(d -> d.path().equals(path)).findFirst();
    }
}
