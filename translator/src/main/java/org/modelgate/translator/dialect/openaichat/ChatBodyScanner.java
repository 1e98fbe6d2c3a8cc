package org.modelgate.translator.dialect.openaichat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.json.Json;
import org.modelgate.translator.BodyScanner;

/** Scans chat requests with a streaming parser; strings are skipped, not decoded. */
final class ChatBodyScanner implements BodyScanner {
    @Override
    public BodyScan scan(byte[] body) {
        try (JsonParser p = Json.factory().createParser(body)) {
            return new BodyScanPass(body, p).run();
        } catch (JsonProcessingException e) {
            throw GatewayError.invalid("request body is no valid JSON" + place(e))
                    .asException();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** Jackson's own text may quote the body, so only the position is told. */
    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }
}
