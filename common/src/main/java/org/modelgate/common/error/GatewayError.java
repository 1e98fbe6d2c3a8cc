package org.modelgate.common.error;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * A failed call, as a value.
 *
 * @param fault whose fault it is
 * @param code the gateway's code
 * @param status HTTP status; a provider's own 4xx is kept here, else the code's
 * @param message for the client; holds no secret, no prompt text and no internal address
 * @param param path of the offending field in the client's request, if one is to blame
 * @param providerCode the provider's own machine-readable code or type, such as {@code context_length_exceeded}
 * @param retryAfterMillis what a provider or a limit asks to wait, or {@link #NO_RETRY_AFTER}; never invented
 * @param shortage figures of a {@link ErrorCode#INSUFFICIENT_CREDITS}, if they are known
 */
public record GatewayError(
        Fault fault,
        ErrorCode code,
        int status,
        String message,
        @Nullable String param,
        @Nullable String providerCode,
        long retryAfterMillis,
        @Nullable CreditShortage shortage) {

    public static final long NO_RETRY_AFTER = -1;

    public GatewayError {
        requireNonNull(fault, "fault is null");
        requireNonNull(code, "code is null");
        requireNonNull(message, "message is null");
    }

    public GatewayError(
            Fault fault,
            ErrorCode code,
            int status,
            String message,
            @Nullable String param,
            @Nullable String providerCode,
            long retryAfterMillis) {
        this(fault, code, status, message, param, providerCode, retryAfterMillis, null);
    }

    public static GatewayError of(Fault fault, ErrorCode code, String message) {
        return new GatewayError(fault, code, code.status(), message, null, null, NO_RETRY_AFTER);
    }

    /** A request that is wrong in one named field; {@code param} is also part of the message. */
    public static GatewayError invalid(String param, String problem) {
        return new GatewayError(
                Fault.CLIENT, ErrorCode.INVALID_REQUEST, 400, param + ": " + problem, param, null, NO_RETRY_AFTER);
    }

    public static GatewayError invalid(String message) {
        return of(Fault.CLIENT, ErrorCode.INVALID_REQUEST, message);
    }

    public static GatewayError provider(String message) {
        return of(Fault.PROVIDER, ErrorCode.PROVIDER_ERROR, message);
    }

    public static GatewayError unavailable(String message) {
        return of(Fault.GATEWAY, ErrorCode.UNAVAILABLE, message);
    }

    public static GatewayError timeout(String message) {
        return of(Fault.PROVIDER, ErrorCode.TIMEOUT, message);
    }

    public static GatewayError internal(String message) {
        return of(Fault.GATEWAY, ErrorCode.INTERNAL_ERROR, message);
    }

    public GatewayError withRetryAfterMillis(long millis) {
        return new GatewayError(fault, code, status, message, param, providerCode, millis, shortage);
    }

    public GatewayError withShortage(CreditShortage lacking) {
        return new GatewayError(fault, code, status, message, param, providerCode, retryAfterMillis, lacking);
    }

    /** False where a client's retry is pointless, so that SDKs are told not to ({@code x-should-retry}). */
    public boolean clientShouldRetry() {
        // A budget that no window renews.
        boolean spent = code == ErrorCode.PLAN_LIMIT_EXCEEDED && retryAfterMillis < 0;
        return code != ErrorCode.INSUFFICIENT_CREDITS && fault != Fault.CLIENT && !spent;
    }

    public GatewayException asException() {
        return new GatewayException(this);
    }
}
