package org.modelgate.deploy.simulator.core;

import org.jspecify.annotations.Nullable;

/**
 * An error before any dialect has put it into a body.
 *
 * @param type the dialect's error type
 * @param retryAfter seconds to wait, where the caller is told
 */
public record Refusal(
        int status,
        String type,
        String message,
        @Nullable String code,
        @Nullable String param,
        @Nullable String retryAfter) {

    public Refusal(int status, String type, String message, @Nullable String code, @Nullable String param) {
        this(status, type, message, code, param, null);
    }

    public Refusal(int status, String type, String message) {
        this(status, type, message, null, null);
    }

    public Refusal after(String seconds) {
        return new Refusal(status, type, message, code, param, seconds);
    }
}
