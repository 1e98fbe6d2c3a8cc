package org.modelgate.billing.store;

import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;

/** Why a change by an operator, or a look at something, is refused. */
final class AdminRefusals {
    private static final int CONFLICT = 409;

    private AdminRefusals() {}

    static GatewayException noAccount(String id) {
        return GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "there is no account '" + id + "'")
                .asException();
    }

    static GatewayException noKey(String id) {
        return GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "there is no key '" + id + "'")
                .asException();
    }

    static GatewayException noRequest() {
        return GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "there is no such request")
                .asException();
    }

    static GatewayException conflict(String param, String problem) {
        return new GatewayError(
                        Fault.CLIENT,
                        ErrorCode.INVALID_REQUEST,
                        CONFLICT,
                        param + ": " + problem,
                        param,
                        null,
                        GatewayError.NO_RETRY_AFTER)
                .asException();
    }
}
