package org.modelgate.deploy.simulator.core;

import org.jspecify.annotations.Nullable;

/**
 * An error before any dialect has put it into a body.
 *
 * @param type the dialect's error type
 */
public record Refusal(
        int status,
        String type,
        String message,
        @Nullable String code,
        @Nullable String param) {

    public Refusal(int status, String type, String message) {
        this(status, type, message, null, null);
    }
}
