package org.modelgate.translator;

import java.util.List;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.dialect.anthropic.AnthropicDialect;
import org.modelgate.translator.dialect.bedrock.ConverseDialect;
import org.modelgate.translator.dialect.gemini.GeminiDialect;
import org.modelgate.translator.dialect.openaichat.OpenAiChatDialect;
import org.modelgate.translator.dialect.openairesponses.OpenAiResponsesDialect;

/** All dialects; a new one is one line in {@link #ALL}. */
public final class Dialects {
    private static final List<Dialect> ALL = List.of(
            AnthropicDialect.create(),
            OpenAiChatDialect.create(),
            OpenAiResponsesDialect.create(),
            new GeminiDialect(),
            new ConverseDialect());

    private static final List<ClientDialect> CLIENTS = ALL.stream()
            .filter(ClientDialect.class::isInstance)
            .map(ClientDialect.class::cast)
            .toList();

    private Dialects() {}

    public static List<Dialect> all() {
        return ALL;
    }

    /** Those that clients speak. */
    public static List<ClientDialect> clients() {
        return CLIENTS;
    }

    public static Dialect get(DialectId id) {
        return find(ALL, id);
    }

    public static ClientDialect client(DialectId id) {
        return find(CLIENTS, id);
    }

    private static <D extends Dialect> D find(List<D> dialects, DialectId id) {
        return dialects.stream()
                .filter(d -> d.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dialect " + id));
    }
}
