package org.modelgate.billing.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.modelgate.common.config.Secret;

class WebhookSignatureTest {
    private static final Secret SECRET = new Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    private static final Secret OLDER = new Secret("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");

    /** The vector of Standard Webhooks' own libraries. */
    @Test
    void signsAsStandardWebhooksSays() {
        assertThat(WebhookSignature.of(
                        List.of(SECRET), "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}"))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whileASecretIsReplacedBothSign() {
        String both = WebhookSignature.of(List.of(SECRET, OLDER), "evt_1", 1, "{}");
        assertThat(both)
                .isEqualTo(WebhookSignature.of(List.of(SECRET), "evt_1", 1, "{}") + " "
                        + WebhookSignature.of(List.of(OLDER), "evt_1", 1, "{}"));
    }
}
