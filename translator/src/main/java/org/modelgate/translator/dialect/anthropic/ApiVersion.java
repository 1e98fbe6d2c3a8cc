package org.modelgate.translator.dialect.anthropic;

import java.util.Map;

/** Versions of the Messages API that differ in what they take. */
enum ApiVersion {
    V2023_06_01("2023-06-01"),
    V2026_10_21("2026-10-21");

    static final String HEADER = "anthropic-version";

    private final String header;

    ApiVersion(String header) {
        this.header = header;
    }

    String header() {
        return header;
    }

    /** The version that a client declares; one that declares none, or one unknown, gets the lenient rules. */
    static ApiVersion of(Map<String, String> headers) {
        return V2026_10_21.header.equals(headers.get(HEADER)) ? V2026_10_21 : V2023_06_01;
    }
}
