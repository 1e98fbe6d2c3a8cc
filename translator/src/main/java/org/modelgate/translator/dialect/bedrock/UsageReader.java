package org.modelgate.translator.dialect.bedrock;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Usage;

/** Reads {@code usage}, whose input figure counts cached tokens out. Figures that can't be true make it unknown. */
final class UsageReader {
    private static final long ABSURD = 1_000_000_000L;

    private boolean any;
    private boolean absurd;
    private long input;
    private long output;
    private long cacheRead;
    private long cacheWrite;
    private long oneHour;

    /** The parser stands on the value of {@code usage}. Null if there are no figures, or absurd ones. */
    static @Nullable Usage read(JsonParser p) throws IOException {
        UsageReader reader = new UsageReader();
        reader.members(p);
        if (!reader.any || reader.absurd) {
            return null;
        }
        long longer = Math.min(reader.oneHour, reader.cacheWrite);
        return new Usage(reader.input, reader.cacheRead, reader.cacheWrite - longer, longer, reader.output, 0, 0);
    }

    private void members(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            p.nextToken();
            switch (name) {
                case "inputTokens" -> input = number(p);
                case "outputTokens" -> output = number(p);
                case "cacheReadInputTokens" -> cacheRead = number(p);
                case "cacheWriteInputTokens" -> cacheWrite = number(p);
                case "cacheDetails" -> details(p);
                default -> p.skipChildren();
            }
        }
    }

    /** Writes by their time to live. */
    private void details(JsonParser p) throws IOException {
        if (p.currentToken() != JsonToken.START_ARRAY) {
            p.skipChildren();
            return;
        }
        while (p.nextToken() != JsonToken.END_ARRAY) {
            String ttl = null;
            long tokens = 0;
            if (p.currentToken() != JsonToken.START_OBJECT) {
                p.skipChildren();
                continue;
            }
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                p.nextToken();
                switch (name) {
                    case "ttl" -> ttl = p.getValueAsString();
                    case "inputTokens" -> tokens = number(p);
                    default -> p.skipChildren();
                }
            }
            oneHour += Objects.equals(ttl, "1h") ? tokens : 0;
        }
    }

    private long number(JsonParser p) throws IOException {
        if (p.currentToken() == JsonToken.VALUE_NULL) {
            return 0;
        }
        any = true;
        boolean whole = p.currentToken() == JsonToken.VALUE_NUMBER_INT
                && p.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        if (!whole || p.getLongValue() < 0 || p.getLongValue() > ABSURD) {
            absurd = true;
            p.skipChildren();
            return 0;
        }
        return p.getLongValue();
    }
}
