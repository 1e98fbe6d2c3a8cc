package org.modelgate.translator.dialect.openaichat;

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
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.PromptBytes;
import org.modelgate.translator.framing.TokenSpan;

/** The top level of a chat request, in one pass. */
final class BodyScanPass {
    private static final int CHOICES_MAX = 128;
    private static final Set<String> GATEWAY_METADATA = Set.of("routing", "session_id");

    private final byte[] body;
    private final JsonParser p;
    private final TextMeter meter;
    private final Set<String> seen = new HashSet<>();
    private final MemberCuts topCuts = new MemberCuts();
    private final List<Span> cuts = new ArrayList<>();

    private @Nullable String model;
    private @Nullable Span modelAt;
    private boolean stream;
    private final Cap completionCap = new Cap("max_completion_tokens");
    private final Cap oldCap = new Cap("max_tokens");
    private int choices = 1;
    private boolean includeUsage;
    private @Nullable Span streamOptionsAt;
    private boolean streamOptionsGiven;
    private int messages = -1;

    BodyScanPass(byte[] body, JsonParser p) {
        this.body = body;
        this.p = p;
        this.meter = new TextMeter(body, p);
    }

    /** One of the two fields that cap the output. */
    private static final class Cap {
        final String name;

        @Nullable Long tokens;

        @Nullable Span at;

        Cap(String name) {
            this.name = name;
        }
    }

    BodyScan run() throws IOException {
        if (p.nextToken() != JsonToken.START_OBJECT) {
            throw GatewayError.invalid("request body must be a JSON object").asException();
        }
        int start = (int) p.currentTokenLocation().getByteOffset();
        if (start < 0) {
            throw GatewayError.invalid("request body must be UTF-8").asException();
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            String name = p.currentName();
            int from = TokenSpan.start(p);
            p.nextToken();
            boolean cut = field(name);
            topCuts.member(from, TokenSpan.end(p, body), cut);
        }
        int end = TokenSpan.start(p);
        if (p.nextToken() != null) {
            throw GatewayError.invalid("request body has text behind its JSON object")
                    .asException();
        }
        cuts.addAll(topCuts.cuts());
        return result(start, end);
    }

    private BodyScan result(int start, int end) {
        if (model == null || modelAt == null) {
            throw invalid("model", "is required");
        }
        if (messages < 0) {
            throw invalid("messages", "is required");
        }
        if (streamOptionsGiven && !stream) {
            throw invalid("stream_options", "is only allowed when 'stream' is true");
        }
        if (completionCap.tokens != null && oldCap.tokens != null) {
            throw invalid("max_tokens", "can't be used together with 'max_completion_tokens'");
        }
        // A field that is there but null is the place to write a cap to, unless the other one holds a number.
        Cap cap = oldCap.tokens != null || completionCap.at == null ? oldCap : completionCap;
        PromptBytes counted = meter.counted();
        return new BodyScan(
                model,
                modelAt,
                stream,
                cap.tokens,
                cap.at,
                choices,
                includeUsage,
                streamOptionsAt,
                List.copyOf(cuts),
                counted.text(),
                counted.mediaParts(),
                counted.mediaBytes(),
                messages,
                counted.cacheMarks(),
                counted.longCacheMarks(),
                start,
                end,
                counted.wide());
    }

    /** Reads one top-level member, from its value's first token to its last; true if only the gateway may see it. */
    private boolean field(String name) throws IOException {
        switch (name) {
            case "model" -> model();
            case "stream" -> {
                once(name);
                stream = bool(name);
            }
            case "max_completion_tokens" -> cap(completionCap);
            case "max_tokens" -> cap(oldCap);
            case "n" -> choices();
            case "stream_options" -> streamOptions();
            case "messages" -> messages();
            case "tools", "functions" -> meter.tools();
            case "response_format", "prediction" -> meter.content();
            case "metadata" -> {
                return metadata();
            }
            case "provider", "models", "providerOptions", "portkey_provider", "portkey_virtual_key" -> {
                if (p.currentToken() != JsonToken.VALUE_NULL) {
                    throw invalid(name, "is not supported by this gateway");
                }
                return true;
            }
            case "cache_control" -> meter.cacheMark();
            default -> p.skipChildren();
        }
        return false;
    }

    private void model() throws IOException {
        once("model");
        if (p.currentToken() != JsonToken.VALUE_STRING || p.getText().isBlank()) {
            throw invalid("model", "must be a non-empty string");
        }
        model = p.getText();
        modelAt = new Span(TokenSpan.start(p), TokenSpan.end(p, body));
    }

    private void cap(Cap cap) throws IOException {
        once(cap.name);
        if (p.currentToken() != JsonToken.VALUE_NULL) {
            cap.tokens = positive(cap.name, Integer.MAX_VALUE);
        }
        cap.at = new Span(TokenSpan.start(p), TokenSpan.end(p, body));
    }

    private void choices() throws IOException {
        once("n");
        if (p.currentToken() != JsonToken.VALUE_NULL) {
            choices = (int) positive("n", CHOICES_MAX);
        }
    }

    private long positive(String name, long max) throws IOException {
        if (p.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw invalid(name, "must be an integer");
        }
        long value = switch (p.getNumberType()) {
            case INT, LONG -> p.getLongValue();
            case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> Long.MAX_VALUE;
        };
        if (value < 1 || value > max) {
            throw invalid(name, "must be between 1 and " + max);
        }
        return value;
    }

    private boolean bool(String name) {
        return switch (p.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            case null, default -> throw invalid(name, "must be true or false");
        };
    }

    private void streamOptions() throws IOException {
        once("stream_options");
        int from = TokenSpan.start(p);
        if (p.currentToken() == JsonToken.START_OBJECT) {
            streamOptionsGiven = true;
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                p.nextToken();
                if (name.equals("include_usage")) {
                    once("stream_options.include_usage");
                    includeUsage = bool("stream_options.include_usage");
                } else {
                    p.skipChildren();
                }
            }
        } else if (p.currentToken() != JsonToken.VALUE_NULL) {
            throw invalid("stream_options", "must be an object");
        }
        streamOptionsAt = new Span(from, TokenSpan.end(p, body));
    }

    private void messages() throws IOException {
        once("messages");
        if (p.currentToken() != JsonToken.START_ARRAY) {
            throw invalid("messages", "must be an array");
        }
        messages = meter.elements();
    }

    private boolean metadata() throws IOException {
        once("metadata");
        if (p.currentToken() != JsonToken.START_OBJECT) {
            p.skipChildren();
            return false;
        }
        MemberCuts members = new MemberCuts();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean cut = GATEWAY_METADATA.contains(p.currentName());
            int from = TokenSpan.start(p);
            p.nextToken();
            p.skipChildren();
            members.member(from, TokenSpan.end(p, body), cut);
        }
        if (members.allCut()) {
            return true;
        }
        cuts.addAll(members.cuts());
        return false;
    }

    /** Two values of one field: which one a provider would take can't be known. */
    private void once(String name) {
        if (!seen.add(name)) {
            throw invalid(name, "is given twice");
        }
    }

    private static GatewayException invalid(String param, String problem) {
        return GatewayError.invalid(param, problem).asException();
    }
}
