package org.modelgate.translator.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.GatewayAsks;
import org.modelgate.translator.framing.GatewayMembers;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.PromptBytes;
import org.modelgate.translator.framing.TokenSpan;

/** The top level of a client's body in one pass of a streaming parser; strings are skipped, not decoded. */
public abstract class BodyPass {
    protected final byte[] body;
    protected final JsonParser p;
    protected final TextMeter meter;
    private final Set<String> seen = new HashSet<>();
    private final GatewayMembers own = new GatewayMembers();
    private final GatewayAsks asks;
    private final MemberCuts topCuts = new MemberCuts();
    private final List<Span> cuts = new ArrayList<>();
    private @Nullable String model;
    private @Nullable Span modelAt;
    private boolean stream;

    protected BodyPass(byte[] body, JsonParser p) {
        this.body = body;
        this.p = p;
        this.meter = new TextMeter(body, p);
        this.asks = new GatewayAsks(body, p, own);
    }

    /** The most that an output cap can be. */
    public static final int TOKENS_MAX = Integer.MAX_VALUE;

    /** An output cap, and where it stands. */
    public record Cap(@Nullable Long tokens, @Nullable Span at) {
        public static final Cap NONE = new Cap(null, null);
    }

    /** What a dialect adds to what all have. */
    public record Found(
            Cap cap,
            int choices,
            boolean includeUsage,
            @Nullable Span streamOptionsAt,
            int messages) {}

    /** Runs a dialect's pass over a body. */
    public static BodyScan scan(byte[] body, BiFunction<byte[], JsonParser, BodyPass> pass) {
        try (JsonParser p = Json.factory().createParser(body)) {
            return pass.apply(body, p).run();
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

    /** Reads a member that not all dialects have, from its value's first token to its last. */
    protected abstract void member(String name) throws IOException;

    /** Whether the gateway says this member itself, whatever the client said. */
    protected boolean replaced(String name) {
        return false;
    }

    /** What was found, checked as a whole. */
    protected abstract Found found();

    private BodyScan run() throws IOException {
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
            boolean cut = common(name);
            topCuts.member(from, TokenSpan.end(p, body), cut);
        }
        int end = TokenSpan.start(p);
        if (p.nextToken() != null) {
            throw GatewayError.invalid("request body has text behind its JSON object")
                    .asException();
        }
        cuts.addAll(topCuts.cuts());
        if (model == null || modelAt == null) {
            throw invalid("model", "is required");
        }
        return result(model, modelAt, start, end);
    }

    private BodyScan result(String name, Span nameAt, int start, int end) {
        Found found = found();
        PromptBytes counted = meter.counted();
        return new BodyScan(
                name,
                nameAt,
                stream,
                found.cap().tokens(),
                found.cap().at(),
                found.choices(),
                found.includeUsage(),
                found.streamOptionsAt(),
                List.copyOf(cuts),
                counted.text(),
                counted.mediaParts(),
                counted.mediaBytes(),
                found.messages(),
                counted.cacheMarks(),
                counted.longCacheMarks(),
                start,
                end,
                counted.wide(),
                Map.of(),
                own.asks(),
                own.callers());
    }

    /** True if only the gateway may see the member. */
    private boolean common(String name) throws IOException {
        switch (name) {
            case "model" -> model();
            case "stream" -> {
                once(name);
                stream = bool(name);
            }
            case "tools" -> meter.tools();
            case "metadata" -> {
                return metadata();
            }
            case "cache_control" -> meter.cacheMark();
            default -> {
                if (GatewayMembers.isOne(name)) {
                    asks.ask(name);
                    return true;
                }
                int from = TokenSpan.start(p);
                member(name);
                if (GatewayMembers.isCaller(name)) {
                    own.caller(name, from, TokenSpan.end(p, body));
                }
                return replaced(name);
            }
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

    private boolean metadata() throws IOException {
        once("metadata");
        MemberCuts members = asks.metadata();
        if (members.allCut()) {
            return true;
        }
        cuts.addAll(members.cuts());
        return false;
    }

    /** Members of a list that is to be sent without them. */
    protected final void cut(List<Span> spans) {
        cuts.addAll(spans);
    }

    protected final boolean streaming() {
        return stream;
    }

    /** Reads the number that the parser is at; null is a place to write one to. */
    protected final Cap cap(String name) throws IOException {
        once(name);
        Long tokens = p.currentToken() == JsonToken.VALUE_NULL ? null : positive(name, TOKENS_MAX);
        return new Cap(tokens, new Span(TokenSpan.start(p), TokenSpan.end(p, body)));
    }

    protected final long positive(String name, long max) throws IOException {
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

    protected final boolean bool(String name) {
        return switch (p.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE, VALUE_NULL -> false;
            case null, default -> throw invalid(name, "must be true or false");
        };
    }

    /** Two values of one field: which one a provider would take can't be known. */
    protected final void once(String name) {
        if (!seen.add(name)) {
            throw invalid(name, "is given twice");
        }
    }

    protected static GatewayException invalid(String param, String problem) {
        return GatewayError.invalid(param, problem).asException();
    }
}
