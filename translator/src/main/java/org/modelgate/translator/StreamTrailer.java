package org.modelgate.translator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;

/**
 * What the router tells a translator with the end of a provider's answer: the form of {@code gateway_usage}, and one member more
 * where the gateway ended the answer.
 *
 * @param charge what the client is told of it
 * @param cut what was used up to there, if the gateway ended the answer before the provider did; null: the provider's own end came
 */
public record StreamTrailer(GatewayUsage charge, @Nullable Usage cut) {
    private static final String CUT = "cut";

    public byte[] write() {
        StringBuilder json = new StringBuilder(GatewayUsageJson.write(charge));
        json.setLength(json.length() - 1);
        if (!charge.beside().isEmpty()) {
            json.append(",\"").append(GatewayUsageJson.BESIDE).append("\":\"");
            JsonStringEncoder.getInstance().quoteAsString(charge.beside(), json);
            json.append('"');
        }
        if (cut != null) {
            json.append(",\"").append(CUT).append("\":[").append(cut.input());
            for (long figure : new long[] {
                cut.cacheRead(),
                cut.cacheWrite5m(),
                cut.cacheWrite1h(),
                cut.output(),
                cut.reasoning(),
                cut.webSearches()
            }) {
                json.append(',').append(figure);
            }
            json.append(']');
        }
        return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if it isn't what {@link #write} makes */
    public static StreamTrailer read(byte[] json) {
        GatewayUsage charge = GatewayUsageJson.read(json);
        try (JsonParser p = Json.factory().createParser(json)) {
            p.nextToken();
            for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
                JsonToken value = p.nextToken();
                if (name.equals(CUT) && value == JsonToken.START_ARRAY) {
                    return new StreamTrailer(charge, usage(p));
                }
                p.skipChildren();
            }
            return new StreamTrailer(charge, null);
        } catch (IOException e) {
            throw new IllegalArgumentException("the trailer is not readable", new UncheckedIOException(e));
        }
    }

    private static Usage usage(JsonParser p) throws IOException {
        return new Usage(
                p.nextLongValue(0),
                p.nextLongValue(0),
                p.nextLongValue(0),
                p.nextLongValue(0),
                p.nextLongValue(0),
                p.nextLongValue(0),
                p.nextLongValue(0));
    }
}
