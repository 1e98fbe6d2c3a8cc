package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.JsonCursor;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.Splices;

/**
 * A Messages body on its way to a cloud, which wants some of its members elsewhere. One walk over the bytes finds them; the
 * conversation isn't parsed, and all other bytes stay.
 */
final class HostedBody {
    static final String MODEL = "model";
    static final String STREAM = "stream";
    private static final String VERSION = "anthropic_version";
    private static final String BETA = "anthropic_beta";
    private static final String CACHE = "cache_control";
    private static final String MESSAGES = "messages";
    private static final List<String> LOOKED_AT = List.of(MODEL, STREAM, VERSION, BETA, CACHE, MESSAGES);
    private static final byte[][] NAMES =
            LOOKED_AT.stream().map(HostedBody::utf8).toArray(byte[][]::new);
    private static final byte[] CONTENT = utf8("content");
    private static final byte[] CACHE_NAME = utf8(CACHE);
    private static final byte[] TYPE = utf8("type");

    private final byte[] body;
    private final Splices splices;
    private final int objectStart;
    private String model = "";
    private @Nullable String version;
    private List<String> betas = List.of();
    private @Nullable Span cache;
    private @Nullable Span lastMessage;

    /** @param cut members that are taken out, besides version, betas and the automatic cache mark */
    HostedBody(byte[] body, Set<String> cut) {
        this.body = body;
        this.splices = new Splices(body);
        MemberCuts cuts = new MemberCuts();
        JsonCursor c = new JsonCursor();
        c.reset(body, 0, body.length);
        c.space();
        objectStart = c.i;
        if (!c.take('{')) {
            c.fail();
        }
        for (boolean more = c.member(true); more; more = c.member(false)) {
            String name = name(c);
            int start = c.memberStart();
            int value = c.i;
            if (name.equals(MESSAGES) && c.peek() == '[') {
                messages(c);
            } else {
                c.skip();
            }
            boolean taken = cut.contains(name) || name.equals(VERSION) || name.equals(BETA) || name.equals(CACHE);
            cuts.member(start, c.i, taken);
            note(name, new Span(value, c.i));
        }
        if (c.bad) {
            throw GatewayError.invalid("the request body must be one JSON object")
                    .asException();
        }
        splices.cut(cuts);
    }

    private static String name(JsonCursor c) {
        for (int i = 0; i < NAMES.length; i++) {
            if (c.key(NAMES[i])) {
                return LOOKED_AT.get(i);
            }
        }
        return "";
    }

    private void messages(JsonCursor c) {
        c.take('[');
        for (boolean more = c.element(true); more; more = c.element(false)) {
            int start = c.i;
            c.skip();
            lastMessage = new Span(start, c.i);
        }
    }

    private void note(String name, Span value) {
        switch (name) {
            case MODEL -> model = tree(value).asText("");
            case VERSION -> version = tree(value).asText("");
            case BETA -> {
                List<String> found = new ArrayList<>();
                tree(value).forEach(beta -> found.add(beta.asText()));
                betas = found;
            }
            case CACHE -> cache = body[value.start()] == '{' ? value : null;
            default -> {
                // nothing to remember
            }
        }
    }

    private JsonNode tree(Span value) {
        try {
            return Json.mapper().readTree(body, value.start(), value.end() - value.start());
        } catch (IOException e) {
            throw new UncheckedIOException("a scanned value", e);
        }
    }

    String model() {
        return model;
    }

    /** The API version that the client named in the body, if it did. */
    @Nullable String version() {
        return version;
    }

    List<String> betas() {
        return betas;
    }

    /** Puts a member in front of all others. */
    void add(String name, String json) {
        splices.insert(objectStart + 1, ("\"" + name + "\":" + json + ",").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Puts the mark for the whole request, which clouds don't take, on the last block of the last message: where Anthropic would
     * set it.
     */
    void placeCacheMark() {
        if (cache == null || lastMessage == null) {
            return;
        }
        String mark = "\"" + CACHE + "\":"
                + new String(body, cache.start(), cache.end() - cache.start(), StandardCharsets.UTF_8);
        JsonCursor c = new JsonCursor();
        c.reset(body, lastMessage.start(), lastMessage.end());
        c.take('{');
        for (boolean more = c.member(true); more; more = c.member(false)) {
            int value = c.i;
            boolean content = c.key(CONTENT);
            if (content && c.peek() == '[') {
                lastBlock(c, mark);
            } else {
                c.skip();
                if (content && body[value] == '"' && c.i - value > 2) {
                    splices.insert(value, utf8("[{\"type\":\"text\",\"text\":"));
                    splices.insert(c.i, utf8("," + mark + "}]"));
                }
            }
        }
    }

    private void lastBlock(JsonCursor c, String mark) {
        int last = -1;
        c.take('[');
        for (boolean more = c.element(true); more; more = c.element(false)) {
            last = c.i;
            c.skip();
        }
        if (last >= 0 && takesMark(last, c.end)) {
            JsonCursor block = new JsonCursor();
            block.reset(body, last, c.end);
            block.skip();
            splices.insert(block.i - 1, utf8("," + mark));
        }
    }

    /** Not if it has one, nor if it is reasoning. */
    private boolean takesMark(int from, int to) {
        JsonCursor c = new JsonCursor();
        c.reset(body, from, to);
        if (!c.take('{')) {
            return false;
        }
        boolean takes = true;
        for (boolean more = c.member(true); more; more = c.member(false)) {
            int value = c.i;
            boolean type = c.key(TYPE);
            takes &= !c.key(CACHE_NAME);
            c.skip();
            takes &= !type || !tree(new Span(value, c.i)).asText().endsWith("thinking");
        }
        return takes;
    }

    byte[] bytes() {
        return splices.apply();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
