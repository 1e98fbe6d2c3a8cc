package org.modelgate.billing.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;

class WebhookConfigTest {
    private static final String SECRET = "secret: whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static Reading reading(String webhooks) {
        return ConfigFile.read("webhooks: { " + webhooks + " }", name -> Optional.empty());
    }

    @Test
    void anEndpointWithTwoSecretsIsRead() {
        Reading reading = reading("url: 'https://ops.example/hook?t=secret-token', timeout: 3s, " + SECRET
                + ", previous_secret: whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        WebhookConfig config = WebhookConfig.read(reading.root().section("webhooks"));

        assertThat(reading.problems().lines()).isEmpty();
        assertThat(config).isNotNull();
        assertThat(config.url().getHost()).isEqualTo("ops.example");
        assertThat(config.secrets()).hasSize(2);
        assertThat(config.timeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.allowPrivate()).isFalse();
        assertThat(config.toString()).doesNotContain("secret-token", "whsec_");
    }

    @Test
    void withoutAnEndpointNobodyIsTold() {
        assertThat(WebhookConfig.read(
                        ConfigFile.read("{}", name -> Optional.empty()).root().section("webhooks")))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "url: http://ops.example/ | webhooks.url: must begin with https://",
                "url: ftp://ops.example/, allow_private: true | webhooks.url: must begin with https://",
                "url: https://user@ops.example/ | webhooks.url: must have a host",
                "url: 'https:///x' | webhooks.url: ",
                "url: https://ops.example/, timeout: 1h | webhooks.timeout: must be from",
                "url: https://ops.example/, previous_secret: abc | webhooks.previous_secret: must be whsec_",
                "url: https://ops.example/, previous_secret: whsec_AAAA | webhooks.previous_secret: must be whsec_",
            })
    void whatIsWrongIsNamed(String webhooks, String problem) {
        Reading reading = reading(webhooks + ", " + SECRET);
        WebhookConfig.read(reading.root().section("webhooks"));
        assertThat(reading.problems().lines()).singleElement().asString().startsWith(problem);
    }

    @Test
    void anEndpointNeedsASecret() {
        Reading reading = reading("url: https://ops.example/");
        WebhookConfig.read(reading.root().section("webhooks"));
        assertThat(reading.problems().lines()).isEqualTo(List.of("webhooks.secret: is required"));
    }
}
