package org.modelgate.common.error;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GatewayErrorTest {
    @Test
    void aWrongFieldIsNamedInTheMessage() {
        GatewayError error = GatewayError.invalid("messages[0].role", "must be user or assistant");

        assertThat(error.message()).isEqualTo("messages[0].role: must be user or assistant");
        assertThat(error.param()).isEqualTo("messages[0].role");
        assertThat(error.status()).isEqualTo(400);
    }

    /** An SDK that retries a refusal for want of credit only costs its user time. */
    @Test
    void clientsAreToldToRetryOnlyWhatMayPass() {
        assertThat(GatewayError.of(Fault.ACCOUNT, ErrorCode.INSUFFICIENT_CREDITS, "none")
                        .clientShouldRetry())
                .isFalse();
        assertThat(GatewayError.invalid("no").clientShouldRetry()).isFalse();
        assertThat(GatewayError.of(Fault.ACCOUNT, ErrorCode.RATE_LIMIT_EXCEEDED, "slow")
                        .clientShouldRetry())
                .isTrue();
        assertThat(GatewayError.unavailable("later").clientShouldRetry()).isTrue();
    }

    @Test
    void itTravelsThroughAFailedFutureWhole() {
        GatewayError error = GatewayError.provider("cut").withRetryAfterMillis(1_500);

        assertThat(error.asException().error()).isEqualTo(error);
        assertThat(error.asException().getStackTrace()).isEmpty();
    }
}
