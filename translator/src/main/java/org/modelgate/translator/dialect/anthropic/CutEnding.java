package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.GatewayUsageJson;

/** The end of a message that the gateway ends: open blocks are closed, and it stops as at its cap. */
final class CutEnding {
    private static final byte[] STOP = "{\"type\":\"message_stop\"}".getBytes(StandardCharsets.US_ASCII);

    private CutEnding() {}

    static byte[] write(Iterable<Integer> open, Usage used, GatewayUsage usage) {
        EventBuffer out = new EventBuffer();
        open.forEach(out::blockStop);
        out.event("message_delta", delta(used, usage));
        out.event("message_stop", STOP);
        return out.take();
    }

    private static byte[] delta(Usage used, GatewayUsage usage) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator g = Json.factory().createGenerator(bytes)) {
            g.writeStartObject();
            g.writeStringField("type", "message_delta");
            g.writeObjectFieldStart("delta");
            g.writeStringField("stop_reason", "max_tokens");
            g.writeNullField("stop_sequence");
            g.writeEndObject();
            g.writeFieldName("usage");
            UsageWriter.write(g, used);
            g.writeFieldName("gateway_usage");
            g.writeRawValue(GatewayUsageJson.value(usage));
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
