package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.Splices;

/** One streaming pass that takes the reasoning out of a request's history; all other bytes stay. */
final class ReasoningCut {
    private static final byte[] OFF = "{\"type\":\"disabled\"}".getBytes(StandardCharsets.US_ASCII);

    private final JsonParser p;
    private final Splices splices;
    private @Nullable Span classicThinking;
    private boolean cut;
    private boolean openToolLoop;

    private ReasoningCut(JsonParser p, byte[] body) {
        this.p = p;
        this.splices = new Splices(body);
    }

    /** @param body that was scanned before */
    static byte[] of(byte[] body) {
        try (JsonParser parser = Json.factory().createParser(body)) {
            return new ReasoningCut(parser, body).run();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    private byte[] run() throws IOException {
        p.nextToken();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            JsonToken token = p.nextToken();
            if (name.equals("messages") && token == JsonToken.START_ARRAY) {
                messages();
            } else if (name.equals("thinking") && token == JsonToken.START_OBJECT) {
                thinking();
            } else {
                p.skipChildren();
            }
        }
        if (cut && openToolLoop && classicThinking != null) {
            // Classic thinking wants each turn of an open tool loop to begin with thinking, which is gone now.
            splices.replace(classicThinking.start(), classicThinking.end(), OFF);
        }
        return splices.apply();
    }

    private void thinking() throws IOException {
        int start = tokenStart();
        boolean classic = false;
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean type = p.currentName().equals("type");
            p.nextToken();
            if (type) {
                classic = Objects.equals(p.getText(), "enabled");
            }
            p.skipChildren();
        }
        classicThinking = classic ? new Span(start, end()) : null;
    }

    private void messages() throws IOException {
        MemberCuts emptied = new MemberCuts();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            int start = tokenStart();
            openToolLoop = false;
            MemberCuts blocks = new MemberCuts();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                boolean content = p.currentName().equals("content");
                if (p.nextToken() == JsonToken.START_ARRAY && content) {
                    blocks(blocks);
                } else {
                    p.skipChildren();
                }
            }
            emptied.member(start, end(), blocks.allCut());
            if (!blocks.allCut()) {
                blocks.cuts().forEach(this::cut);
            }
        }
        emptied.cuts().forEach(this::cut);
    }

    private void blocks(MemberCuts blocks) throws IOException {
        while (p.nextToken() != JsonToken.END_ARRAY) {
            int start = tokenStart();
            String type = p.currentToken() == JsonToken.START_OBJECT ? blockType() : "";
            p.finishToken();
            openToolLoop |= type.equals("tool_result");
            blocks.member(start, end(), type.equals("thinking") || type.equals("redacted_thinking"));
        }
    }

    private String blockType() throws IOException {
        String type = "";
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean named = p.currentName().equals("type");
            if (p.nextToken() == JsonToken.VALUE_STRING && named) {
                type = p.getText();
            }
            p.skipChildren();
        }
        return type;
    }

    private void cut(Span span) {
        cut = true;
        splices.cut(span.start(), span.end());
    }

    private int tokenStart() {
        return (int) p.currentTokenLocation().getByteOffset();
    }

    private int end() {
        return (int) p.currentLocation().getByteOffset();
    }
}
