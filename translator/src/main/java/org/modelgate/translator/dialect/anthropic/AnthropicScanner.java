package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.json.Json;
import org.modelgate.translator.BodyScanner;

/** One pass over a Messages body with byte positions; no tree, and no text is decoded but names and small values. */
final class AnthropicScanner implements BodyScanner {
    private final boolean capRequired;

    /** @param capRequired whether {@code max_tokens} must be there, as in all but counts */
    AnthropicScanner(boolean capRequired) {
        this.capRequired = capRequired;
    }

    @Override
    public BodyScan scan(byte[] body) {
        try (JsonParser parser = Json.factory().createParser(body)) {
            return new ScanPass(parser, body, capRequired).run();
        } catch (JsonProcessingException e) {
            long at = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            throw invalid("the request body is not valid JSON" + (at < 0 ? "" : " (at byte " + at + ")"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GatewayException invalid(String message) {
        return GatewayError.invalid(message).asException();
    }
}
