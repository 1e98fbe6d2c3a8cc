package org.modelgate.router.preference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Preferences;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.json.Json;

/**
 * What a request says to the gateway. A convention takes what it understands; what is left over in the end is refused by name, so that
 * nothing is ignored in silence. Only the members that were found are parsed.
 */
final class Asked {
    private static final int MEMBER_BYTES_MAX = 64 * 1024;

    private final Map<String, String> headers;
    private final Planner.Body body;
    private final BodyScan scan;
    private final DialectId dialect;
    private final Map<String, String> clientHeaders;
    private final Set<String> membersLeft;

    /** @param clientHeaders those that go on to providers, by lower-case name */
    Asked(
            Preferences preferences,
            Map<String, String> clientHeaders,
            DialectId dialect,
            BodyScan scan,
            Planner.Body body) {
        this.headers = new TreeMap<>(preferences.headers());
        this.clientHeaders = clientHeaders;
        this.dialect = dialect;
        this.scan = scan;
        this.body = body;
        this.membersLeft = new TreeSet<>(scan.asks().keySet());
    }

    BodyScan scan() {
        return scan;
    }

    DialectId dialect() {
        return dialect;
    }

    /** One that goes on to providers; empty if it isn't there. */
    String clientHeader(String name) {
        return clientHeaders.getOrDefault(name, "");
    }

    /** Whether a header begins so, and isn't taken yet. */
    boolean says(String prefix) {
        return headers.keySet().stream().anyMatch(name -> name.startsWith(prefix));
    }

    /** Takes a header; blank ones say nothing. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.remove(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    /** Takes the names of headers that a convention knows and that change nothing here. */
    void ignore(Set<String> names) {
        names.forEach(headers::remove);
    }

    /** Takes all headers that begin so. */
    void ignorePrefix(String prefix) {
        headers.keySet().removeIf(name -> name.startsWith(prefix));
    }

    /** Takes a header that holds JSON. */
    Optional<Value> json(String name) {
        return header(name).map(text -> parse(text.getBytes(StandardCharsets.UTF_8), name));
    }

    /** Takes a header that says true or false. */
    Optional<Boolean> flag(String name) {
        return header(name).map(text -> switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw GatewayError.invalid(name, "must be true or false").asException();
        });
    }

    /** Takes a member of the body that asks something of the gateway. */
    Optional<Value> member(String path) {
        return membersLeft.remove(path) ? Optional.of(parse(scan.asks().get(path), path)) : Optional.empty();
    }

    /** A member of the body that asks something of the gateway, if it is a string. */
    Optional<String> text(String path) {
        return member(path)
                .filter(Value::isText)
                .map(value -> value.node().textValue().strip())
                .filter(text -> !text.isEmpty());
    }

    /** A member of the body that says whose conversation it is, if it is a string. */
    Optional<String> caller(String path) {
        @Nullable Span at = scan.callers().get(path);
        return at == null
                ? Optional.empty()
                : Optional.of(parse(at, path))
                        .filter(Value::isText)
                        .map(value -> value.node().textValue().strip())
                        .filter(text -> !text.isEmpty());
    }

    /** @throws org.modelgate.common.error.GatewayException invalid_request that names the first thing that nobody took */
    void refuseTheRest() {
        if (!headers.isEmpty()) {
            String name = headers.keySet().iterator().next();
            throw GatewayError.invalid(name, "is not supported by this gateway").asException();
        }
        if (!membersLeft.isEmpty()) {
            throw GatewayError.invalid(membersLeft.iterator().next(), "is not supported by this gateway")
                    .asException();
        }
    }

    private Value parse(@Nullable Span at, String path) {
        return at == null
                ? new Value(NullNode.instance, path)
                : parse(body.bytes(at.start(), Math.min(at.end(), at.start() + MEMBER_BYTES_MAX + 1)), path);
    }

    private static Value parse(byte[] bytes, String path) {
        if (bytes.length > MEMBER_BYTES_MAX) {
            throw GatewayError.invalid(path, "must not be longer than " + MEMBER_BYTES_MAX + " bytes")
                    .asException();
        }
        JsonNode node = document(bytes);
        if (node == null) {
            throw GatewayError.invalid(path, "must be JSON").asException();
        }
        return new Value(node, path);
    }

    /** Null if it is none; Jackson's own complaint isn't shown, for it may quote a key. */
    private static @Nullable JsonNode document(byte[] bytes) {
        try {
            return Json.document(bytes, 0, bytes.length);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
