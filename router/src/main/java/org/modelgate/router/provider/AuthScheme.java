package org.modelgate.router.provider;

/** How a provider wants its credential. */
public enum AuthScheme {
    X_API_KEY("x-api-key", ""),
    BEARER("authorization", "Bearer "),
    X_GOOG_API_KEY("x-goog-api-key", "");

    private final String header;
    private final String prefix;

    AuthScheme(String header, String prefix) {
        this.header = header;
        this.prefix = prefix;
    }

    /** Name of the header, in lower case. */
    public String header() {
        return header;
    }

    public String value(String key) {
        return prefix + key;
    }
}
