package org.modelgate.translator.dialect.gemini;

import java.util.List;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.ProviderTck;

class GeminiDialectTest extends ProviderTck {
    @Override
    protected Dialect dialect() {
        return new GeminiDialect();
    }

    @Override
    protected List<String> providerStreams() {
        return List.of(Streams.resource("thoughts-and-calls.sse"), Streams.resource("text-signed-at-its-end.sse"));
    }
}
