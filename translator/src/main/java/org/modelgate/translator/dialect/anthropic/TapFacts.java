package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.SseScanner;

/** What a tap learns from the events that pass: kinds, usage, id and bytes of text. */
final class TapFacts {
    enum Kind {
        START,
        /** Begin or end of a content block. */
        BLOCK,
        DELTA,
        MESSAGE_DELTA,
        STOP,
        ERROR,
        /** Pings, comments and what isn't known. */
        OTHER
    }

    /** Bytes around the text in a delta event, where its form is unknown. */
    private static final int DELTA_OVERHEAD = 80;

    /** Blocks don't overlap; should they, so many are known. */
    private static final int OPEN_MAX = 64;

    private static final String DELTA_TYPE = "content_block_delta";

    private final UsageReader usage = new UsageReader();
    private final TreeSet<Integer> open = new TreeSet<>();
    private boolean usageFinal;
    private long textBytes;
    private @Nullable String upstreamId;

    static Kind kind(SseScanner s) {
        if (s.dataLines() == 0) {
            return Kind.OTHER;
        }
        if (s.named(DELTA_TYPE)) {
            return Kind.DELTA;
        }
        if (s.hasName()) {
            return namedKind(s);
        }
        return kind(typeOf(s.data()));
    }

    private static Kind namedKind(SseScanner s) {
        if (s.named("content_block_start") || s.named("content_block_stop")) {
            return Kind.BLOCK;
        }
        if (s.named("message_delta")) {
            return Kind.MESSAGE_DELTA;
        }
        if (s.named("message_start")) {
            return Kind.START;
        }
        if (s.named("message_stop")) {
            return Kind.STOP;
        }
        return s.named("error") ? Kind.ERROR : Kind.OTHER;
    }

    private static Kind kind(String type) {
        return switch (type) {
            case DELTA_TYPE -> Kind.DELTA;
            case "content_block_start", "content_block_stop" -> Kind.BLOCK;
            case "message_start" -> Kind.START;
            case "message_delta" -> Kind.MESSAGE_DELTA;
            case "message_stop" -> Kind.STOP;
            case "error" -> Kind.ERROR;
            default -> Kind.OTHER;
        };
    }

    private static String typeOf(byte[] json) {
        try (JsonParser p = Json.factory().createParser(json)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                return "";
            }
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                String name = p.currentName();
                p.nextToken();
                if (name.equals("type")) {
                    return p.getValueAsString("");
                }
                p.skipChildren();
            }
            return "";
        } catch (JsonProcessingException e) {
            // an event that isn't JSON has no type; START and its like are read again and refused
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Adds the length of the delta's text, found by the form that providers write, else by the length of the event. */
    void delta(SseScanner s) {
        byte[] b = s.buffer();
        int end = s.dataEnd();
        int inner = indexOf(b, '{', s.dataStart() + 1, end);
        int kind = inner + "{\"type\":\"".length();
        if (inner < 0 || kind >= end || b[kind - 1] != '"' || b[kind - 2] != ':') {
            textBytes += Math.max(0, end - s.dataStart() - DELTA_OVERHEAD);
            return;
        }
        boolean signature = b[kind] == 's';
        int colon = indexOf(b, ':', kind, end);
        int from = colon + 2;
        int to = end - "\"}}".length();
        if (colon > 0 && !signature) {
            textBytes += Math.max(0, to - from);
        }
    }

    private static int indexOf(byte[] b, char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (b[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    void start(byte[] json) {
        read(json);
    }

    /** A block begins or ends. */
    void block(byte[] json) {
        boolean begins = false;
        int index = -1;
        try (JsonParser p = Json.factory().createParser(json)) {
            p.nextToken();
            for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
                p.nextToken();
                switch (name) {
                    case "index" -> index = p.getValueAsInt(-1);
                    case "content_block" -> {
                        begins = true;
                        p.skipChildren();
                    }
                    default -> p.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            // passes as it came; what it would open can't be closed
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (begins && index >= 0 && open.size() < OPEN_MAX) {
            open.add(index);
        } else {
            open.remove(index);
        }
    }

    /** Blocks that have no end yet, by index. */
    Iterable<Integer> open() {
        return open;
    }

    void messageDelta(byte[] json) {
        usageFinal |= read(json);
    }

    /** Reads usage and id, wherever in the event they are; true if there was usage. */
    private boolean read(byte[] json) {
        boolean found = false;
        boolean garbage = false;
        try (JsonParser p = Json.factory().createParser(json)) {
            for (JsonToken token = p.nextToken(); token != null; token = p.nextToken()) {
                if (token != JsonToken.FIELD_NAME) {
                    continue;
                }
                String name = p.currentName();
                JsonToken value = p.nextToken();
                switch (name) {
                    case "usage" -> {
                        found |= value == JsonToken.START_OBJECT;
                        usage.read(p);
                    }
                    case "id" -> upstreamId = upstreamId == null ? p.getValueAsString() : upstreamId;
                    case "message" -> {
                        // its members are looked at
                    }
                    default -> p.skipChildren();
                }
            }
        } catch (JsonProcessingException e) {
            // reported below
            garbage = true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (garbage) {
            throw GatewayError.provider("the provider's stream holds an event that is not JSON")
                    .asException();
        }
        return found;
    }

    @Nullable Usage usage() {
        return usage.usage();
    }

    boolean usageFinal() {
        return usageFinal && usage.usage() != null;
    }

    long textBytes() {
        return textBytes;
    }

    @Nullable String upstreamId() {
        return upstreamId;
    }
}
