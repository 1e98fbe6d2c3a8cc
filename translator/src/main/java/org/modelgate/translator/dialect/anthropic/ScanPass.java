package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.translator.framing.GatewayAsks;
import org.modelgate.translator.framing.GatewayMembers;
import org.modelgate.translator.framing.JsonMembers;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.PromptBytes;

/** One pass over a Messages body with byte positions: what it found so far. */
final class ScanPass {
    /** Also a beta of Anthropic's own, so it stays: whoever knows the betas decides whose it is. */
    private static final String FALLBACKS = "fallbacks";

    private final JsonParser p;
    private final byte[] body;
    private final boolean capRequired;
    private final PromptMeter meter;
    private final BodyHeaders headers;
    private final GatewayMembers own = new GatewayMembers();
    private final GatewayAsks asks;
    private boolean kept;
    private int openCut = -1;
    private final Set<String> seen = new HashSet<>();
    private final List<Span> cuts = new ArrayList<>(2);
    private @Nullable String model;
    private @Nullable Span modelAt;
    private boolean stream;
    private @Nullable Long maxTokens;
    private @Nullable Span maxTokensAt;
    private int messages = -1;

    ScanPass(JsonParser p, byte[] body, boolean capRequired) {
        this.p = p;
        this.body = body;
        this.capRequired = capRequired;
        this.headers = new BodyHeaders(p);
        this.asks = new GatewayAsks(body, p, own);
        this.meter = new PromptMeter(p, body);
    }

    BodyScan run() throws IOException {
        if (p.nextToken() != JsonToken.START_OBJECT) {
            throw invalid("the request body must be a JSON object");
        }
        int objectStart = tokenStart();
        if (objectStart < 0 || body[objectStart] != '{') {
            throw invalid("the request body must be UTF-8");
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            int start = tokenStart();
            JsonToken token = p.nextToken();
            closeCut(start);
            member(name, token);
            if (BodyHeaders.isOne(name) || (GatewayMembers.isOne(name) && !name.equals(FALLBACKS))) {
                cut(start, end());
            } else {
                kept = true;
            }
        }
        int objectEnd = end() - 1;
        if (p.nextToken() != null) {
            throw invalid("the request body must be one JSON object");
        }
        return result(objectStart, objectEnd);
    }

    /** Members in front of all that stay are cut up to the next one, others from the comma in front of them. */
    private void cut(int start, int end) {
        if (!kept) {
            openCut = start;
            return;
        }
        cuts.add(new Span(JsonMembers.comma(body, start), end));
    }

    private void closeCut(int nextStart) {
        if (openCut >= 0) {
            cuts.add(new Span(openCut, nextStart));
            openCut = -1;
        }
    }

    private void member(String name, JsonToken token) throws IOException {
        switch (name) {
            case "model", "stream", "max_tokens", "messages", "metadata", "system", "tools" -> {
                if (!seen.add(name)) {
                    throw GatewayError.invalid(name, "given twice").asException();
                }
                known(name, token);
            }
            case BodyHeaders.VERSION, BodyHeaders.BETA -> {
                if (!seen.add(name)) {
                    throw GatewayError.invalid(name, "given twice").asException();
                }
                headers.read(name, token);
            }
            case "cache_control" -> meter.cacheControl(token);
            case "temperature", "top_p", "top_k", "service_tier", "speed", "inference_geo" -> p.skipChildren();
            default -> {
                if (GatewayMembers.isOne(name)) {
                    asks.ask(name);
                    p.finishToken();
                } else {
                    meter.any(token);
                }
            }
        }
    }

    private void known(String name, JsonToken token) throws IOException {
        switch (name) {
            case "model" -> {
                require(token == JsonToken.VALUE_STRING, name, "must be a string");
                int start = tokenStart();
                model = p.getText();
                require(!model.isBlank(), name, "must not be empty");
                modelAt = new Span(start, end());
            }
            case "stream" -> {
                require(token.isBoolean() || token == JsonToken.VALUE_NULL, name, "must be true or false");
                stream = token == JsonToken.VALUE_TRUE;
            }
            case "max_tokens" -> maxTokens(token);
            case "messages" -> messages(token);
            case "metadata" -> metadata(token);
            case "system" -> meter.content(token);
            default -> meter.tools(token);
        }
    }

    private void maxTokens(JsonToken token) throws IOException {
        require(token == JsonToken.VALUE_NUMBER_INT, "max_tokens", "must be an integer");
        int start = tokenStart();
        boolean fits = p.getNumberType() == JsonParser.NumberType.INT;
        require(fits && p.getIntValue() >= 0, "max_tokens", "must be between 0 and 2147483647");
        maxTokens = p.getLongValue();
        maxTokensAt = new Span(start, end());
    }

    private void messages(JsonToken token) throws IOException {
        require(token == JsonToken.START_ARRAY, "messages", "must be an array");
        messages = 0;
        MemberCuts empty = new MemberCuts();
        while (p.nextToken() != JsonToken.END_ARRAY) {
            require(p.currentToken() == JsonToken.START_OBJECT, "messages." + messages, "must be an object");
            int start = tokenStart();
            MemberCuts foreign = meter.message();
            empty.member(start, end(), foreign.allCut());
            if (!foreign.allCut()) {
                cuts.addAll(foreign.cuts());
            }
            messages++;
        }
        cuts.addAll(empty.cuts());
    }

    private void metadata(JsonToken token) throws IOException {
        require(token == JsonToken.START_OBJECT || token == JsonToken.VALUE_NULL, "metadata", "must be an object");
        cuts.addAll(asks.metadata().cuts());
    }

    private BodyScan result(int objectStart, int objectEnd) {
        if (model == null || modelAt == null) {
            throw GatewayError.invalid("model", "Field required").asException();
        }
        require(messages >= 0, "messages", "Field required");
        require(messages > 0, "messages", "at least one message is required");
        require(maxTokens != null || !capRequired, "max_tokens", "Field required");
        PromptBytes counted = meter.counted();
        return new BodyScan(
                model,
                modelAt,
                stream,
                maxTokens,
                maxTokensAt,
                1,
                false,
                null,
                List.copyOf(cuts),
                counted.text(),
                counted.mediaParts(),
                counted.mediaBytes(),
                messages,
                counted.cacheMarks(),
                counted.longCacheMarks(),
                objectStart,
                objectEnd,
                counted.wide(),
                headers.headers(),
                own.asks(),
                own.callers());
    }

    private static void require(boolean condition, String field, String problem) {
        if (!condition) {
            throw GatewayError.invalid(field, problem).asException();
        }
    }

    private int tokenStart() {
        return (int) p.currentTokenLocation().getByteOffset();
    }

    private int end() {
        return (int) p.currentLocation().getByteOffset();
    }

    private static GatewayException invalid(String message) {
        return GatewayError.invalid(message).asException();
    }
}
