package org.modelgate.edge.http;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import io.vertx.core.MultiMap;
import io.vertx.core.net.SocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Preferences;

/** What the gateway needs of a request's headers, gathered in one pass; nothing else of them goes further. */
public final class RequestHeaders {
    static final long NO_LENGTH = -1;
    private static final int COUNT_LIMIT = 100;
    private static final String BEARER = "bearer ";

    private int count;
    private boolean keyTwice;
    private @Nullable String apiKey;
    private @Nullable String authorization;
    private @Nullable String portkeyApiKey;
    private @Nullable String contentLength;
    private @Nullable String contentEncoding;
    private boolean chunked;
    private boolean foreignTransfer;
    private @Nullable String expect;
    private @Nullable String anthropicVersion;
    private @Nullable String anthropicBeta;
    private @Nullable String timeout;
    private @Nullable String strict;
    private @Nullable String idempotencyKey;
    private @Nullable String retryCount;
    private @Nullable String otherKey;
    private final PreferenceHeaders preferences = new PreferenceHeaders();
    private @Nullable SocketAddress remote;

    private RequestHeaders() {}

    public static RequestHeaders of(MultiMap headers) {
        RequestHeaders found = new RequestHeaders();
        if (headers instanceof HttpHeaders http1) {
            // Spares a String for each header that nobody asks for.
            for (Iterator<Map.Entry<CharSequence, CharSequence>> all = http1.iteratorCharSequence(); all.hasNext(); ) {
                Map.Entry<CharSequence, CharSequence> header = all.next();
                found.take(header.getKey(), header.getValue());
            }
        } else {
            headers.forEach((String name, String value) -> found.take(name, value));
        }
        return found;
    }

    /** Where the request came from. */
    public RequestHeaders from(@Nullable SocketAddress address) {
        remote = address;
        return this;
    }

    /** The sender's address as text, without its port; null if it is unknown. */
    public @Nullable String address() {
        return remote == null ? null : remote.hostAddress();
    }

    private void take(CharSequence name, CharSequence value) {
        count++;
        switch (name.length()) {
            case 6 -> {
                if (is(Names.EXPECT, name)) {
                    expect = value.toString();
                }
            }
            case 7 -> takeOther(name, value);
            case 9 -> {
                if (is(Names.X_API_KEY, name)) {
                    apiKey = once(apiKey, value);
                }
            }
            case 13 -> {
                if (is(Names.AUTHORIZATION, name)) {
                    authorization = once(authorization, value);
                }
            }
            case 14 -> takeLength14(name, value);
            case 15 -> {
                if (is(Names.IDEMPOTENCY_KEY, name)) {
                    idempotencyKey = value.toString();
                }
            }
            case 16 -> {
                if (is(Names.CONTENT_ENCODING, name)) {
                    contentEncoding = value.toString();
                } else if (is(Names.X_GATEWAY_STRICT, name)) {
                    strict = value.toString();
                }
            }
            case 17 -> takeLength17(name, value);
            case 23 -> {
                if (is(Names.X_STAINLESS_RETRY_COUNT, name)) {
                    retryCount = value.toString();
                }
            }
            default -> takeOther(name, value);
        }
        preferences.take(name, value);
    }

    private void takeOther(CharSequence name, CharSequence value) {
        if (is(Names.X_LITELLM_API_KEY, name) && value.toString().regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            otherKey = once(otherKey, value.toString().substring(BEARER.length()));
        } else if (is(Names.X_LITELLM_API_KEY, name) || is(Names.X_BF_VK, name) || is(Names.X_BF_API_KEY, name)) {
            otherKey = once(otherKey, value);
        } else if (is(Names.X_PORTKEY_ANTHROPIC_VERSION, name) && anthropicVersion == null) {
            anthropicVersion = value.toString();
        } else if (is(Names.X_PORTKEY_ANTHROPIC_BETA, name)) {
            anthropicBeta = anthropicBeta == null ? value.toString() : anthropicBeta + "," + value;
        }
    }

    private void takeLength14(CharSequence name, CharSequence value) {
        if (is(Names.CONTENT_LENGTH, name)) {
            contentLength = value.toString();
        } else if (is(Names.ANTHROPIC_BETA, name)) {
            anthropicBeta = anthropicBeta == null ? value.toString() : anthropicBeta + "," + value;
        }
    }

    private void takeLength17(CharSequence name, CharSequence value) {
        if (is(Names.ANTHROPIC_VERSION, name)) {
            anthropicVersion = value.toString();
        } else if (is(Names.TRANSFER_ENCODING, name)) {
            foreignTransfer |= chunked || !Names.CHUNKED.contentEqualsIgnoreCase(value);
            chunked = true;
        } else if (is(Names.X_PORTKEY_API_KEY, name)) {
            portkeyApiKey = once(portkeyApiKey, value);
        } else if (is(Names.X_GATEWAY_TIMEOUT, name)) {
            timeout = value.toString();
        } else {
            takeOther(name, value);
        }
    }

    private static boolean is(AsciiString known, CharSequence name) {
        return known.contentEqualsIgnoreCase(name);
    }

    private @Nullable String once(@Nullable String before, CharSequence value) {
        keyTwice |= before != null;
        return value.toString();
    }

    boolean tooMany() {
        return count > COUNT_LIMIT;
    }

    /** Whether one of the headers that carry keys came twice: then nobody can say which one counts. */
    public boolean keyTwice() {
        return keyTwice;
    }

    public @Nullable String apiKey() {
        return apiKey;
    }

    public @Nullable String authorization() {
        return authorization;
    }

    public @Nullable String portkeyApiKey() {
        return portkeyApiKey;
    }

    /** The gateway's key in the headers of other gateways' clients. */
    public @Nullable String otherKey() {
        return otherKey;
    }

    /**
     * What the request asks of routing. Where the key to the gateway came in a header of its own, a bearer token may be the caller's
     * key to a provider.
     */
    Preferences preferences(String path) {
        return preferences.preferences(bearerBesideKey(), path);
    }

    private @Nullable String bearerBesideKey() {
        boolean keyElsewhere = portkeyApiKey != null && (apiKey == null || apiKey.isBlank());
        String token = authorization;
        boolean bearer = token != null && token.regionMatches(true, 0, BEARER, 0, BEARER.length());
        return token != null && bearer && keyElsewhere
                ? token.substring(BEARER.length()).strip()
                : null;
    }

    /** The content length, {@link #NO_LENGTH} if there is none. Digits only: the HTTP decoder refuses anything else. */
    long contentLength() {
        if (contentLength == null) {
            return NO_LENGTH;
        }
        try {
            return Long.parseLong(contentLength);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }

    /**
     * Whether the body comes in a coding that isn't exactly {@code chunked}, once. Netty takes such a request for one without a
     * body, and what follows for the next request.
     */
    boolean foreignTransfer() {
        return foreignTransfer;
    }

    boolean chunked() {
        return chunked;
    }

    /** The encoding of the body if it's another than identity. */
    @Nullable String foreignEncoding() {
        return contentEncoding == null || contentEncoding.isEmpty() || contentEncoding.equalsIgnoreCase("identity")
                ? null
                : contentEncoding;
    }

    boolean expectsContinue() {
        return expect != null && expect.equalsIgnoreCase("100-continue");
    }

    public boolean anthropic() {
        return anthropicVersion != null;
    }

    /** Whether this is of a client library that tries again by itself. */
    boolean triesAgain() {
        return retryCount != null;
    }

    /** Whether the library sends this again. */
    boolean triedBefore() {
        return retryCount != null && !retryCount.equals("0");
    }

    /** As it came; null if there is none. */
    @Nullable String idempotencyKey() {
        return idempotencyKey;
    }

    @Nullable String timeout() {
        return timeout;
    }

    /** Whether the client would rather have an error than an answer to less than it asked for. */
    private boolean strict() {
        return strict != null && strict.strip().equalsIgnoreCase("true");
    }

    /** Whether it can't be told what the client wants of it. */
    boolean strictUnclear() {
        return strict != null && !strict() && !strict.strip().equalsIgnoreCase("false");
    }

    /**
     * The headers that mean something behind the edge, by lower-case name.
     *
     * @param fromBody what the body says in their place: its version decides, its betas are added
     */
    Map<String, String> forRouter(Map<String, String> fromBody) {
        if (anthropicVersion == null && anthropicBeta == null && strict == null && fromBody.isEmpty()) {
            return Map.of();
        }
        Map<String, String> headers = LinkedHashMap.newLinkedHashMap(3);
        if (anthropicVersion != null) {
            headers.put(Names.ANTHROPIC_VERSION.toString(), anthropicVersion);
        }
        if (anthropicBeta != null) {
            headers.put(Names.ANTHROPIC_BETA.toString(), anthropicBeta);
        }
        fromBody.forEach((name, value) -> headers.merge(
                name, value, (own, its) -> name.contentEquals(Names.ANTHROPIC_BETA) ? union(own, its) : its));
        if (strict()) {
            headers.put(Names.X_GATEWAY_STRICT.toString(), "true");
        }
        return headers;
    }

    private static String union(String betas, String more) {
        Set<String> all = new LinkedHashSet<>();
        for (String beta : (betas + "," + more).split(",")) {
            if (!beta.isBlank()) {
                all.add(beta.strip());
            }
        }
        return String.join(",", all);
    }
}
