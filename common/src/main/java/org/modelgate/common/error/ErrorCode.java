package org.modelgate.common.error;

/** The gateway's error codes, each with the HTTP status it has by default (contract section 7). */
public enum ErrorCode {
    INVALID_REQUEST(400, "invalid_request"),
    INVALID_API_KEY(401, "invalid_api_key"),
    INSUFFICIENT_CREDITS(402, "insufficient_credits"),
    FORBIDDEN(403, "forbidden"),
    MODEL_NOT_FOUND(404, "model_not_found"),
    NOT_FOUND(404, "not_found"),
    METHOD_NOT_ALLOWED(405, "method_not_allowed"),
    REQUEST_TOO_LARGE(413, "request_too_large"),
    RATE_LIMIT_EXCEEDED(429, "rate_limit_exceeded"),
    PLAN_LIMIT_EXCEEDED(429, "plan_limit_exceeded"),
    INTERNAL_ERROR(500, "internal_error"),
    PROVIDER_ERROR(502, "provider_error"),
    UNAVAILABLE(503, "unavailable"),
    TIMEOUT(504, "timeout"),
    OVERLOADED(529, "overloaded");

    private final int status;
    private final String wireName;

    ErrorCode(int status, String wireName) {
        this.status = status;
        this.wireName = wireName;
    }

    /** The HTTP status of this error where no provider's own status is kept. */
    public int status() {
        return status;
    }

    /** The name clients see in {@code error.code}. */
    public String wireName() {
        return wireName;
    }
}
