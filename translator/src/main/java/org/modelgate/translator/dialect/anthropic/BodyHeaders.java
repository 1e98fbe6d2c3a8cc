package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;

/**
 * What a body says in place of request headers: {@code anthropic_version} and {@code anthropic_beta}, as clients of clouds write
 * them. Values become headers, so they are printable and bounded.
 */
final class BodyHeaders {
    static final String VERSION = "anthropic_version";
    static final String BETA = "anthropic_beta";
    private static final int LENGTH_MAX = 4096;

    private final JsonParser p;
    private final Map<String, String> headers = HashMap.newHashMap(2);

    BodyHeaders(JsonParser p) {
        this.p = p;
    }

    static boolean isOne(String member) {
        return member.equals(VERSION) || member.equals(BETA);
    }

    /** The current token is the member's value; null says nothing. */
    void read(String member, JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        if (member.equals(BETA)) {
            betas(token);
        } else {
            version(value(member, token));
        }
    }

    /** The versions of clouds' own wrappings ({@code bedrock-2023-05-31}, {@code vertex-2023-10-16}) are none of the API. */
    private void version(String value) {
        if (!value.startsWith("bedrock-") && !value.startsWith("vertex-")) {
            headers.put(ApiVersion.HEADER, value);
        }
    }

    private void betas(JsonToken token) throws IOException {
        StringBuilder all = new StringBuilder();
        if (token == JsonToken.START_ARRAY) {
            for (JsonToken item = p.nextToken(); item != JsonToken.END_ARRAY; item = p.nextToken()) {
                all.append(all.isEmpty() ? "" : ",").append(value(BETA, item));
                if (all.length() > LENGTH_MAX) {
                    throw invalid(BETA);
                }
            }
        } else {
            all.append(value(BETA, token));
        }
        if (!all.isEmpty()) {
            headers.put("anthropic-beta", all.toString());
        }
    }

    private String value(String member, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            throw invalid(member);
        }
        String value = p.getText().strip();
        boolean printable = value.chars().allMatch(c -> c >= ' ' && c < 127);
        if (value.isEmpty() || !printable || value.length() > LENGTH_MAX) {
            throw invalid(member);
        }
        return value;
    }

    private static GatewayException invalid(String member) {
        String form = member.equals(BETA) ? "a string or an array of strings" : "a string";
        return GatewayError.invalid(
                        member, "must be " + form + " of printable ASCII, at most " + LENGTH_MAX + " characters")
                .asException();
    }

    Map<String, String> headers() {
        return headers;
    }
}
