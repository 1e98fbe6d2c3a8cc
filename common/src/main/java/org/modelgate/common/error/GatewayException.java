package org.modelgate.common.error;

/** Carries a {@link GatewayError} through a failed Future or out of a codec. It has no stack trace: it is an answer, not a bug. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient GatewayError error;

    public GatewayException(GatewayError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public GatewayError error() {
        return error;
    }

    /** What a failed Future says: the error it carries, or {@code internal} for anything else. */
    public static GatewayError errorOf(Throwable failure) {
        return failure instanceof GatewayException known ? known.error : GatewayError.internal("internal error");
    }
}
