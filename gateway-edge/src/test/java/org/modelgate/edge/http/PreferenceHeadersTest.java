package org.modelgate.edge.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.modelgate.common.bus.messages.Preferences;

class PreferenceHeadersTest {
    private static RequestHeaders headers(String... pairs) {
        MultiMap headers = HttpHeaders.headers();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.add(pairs[i], pairs[i + 1]);
        }
        return RequestHeaders.of(headers);
    }

    private static Map<String, String> asked(String... pairs) {
        return headers(pairs).preferences("/v1/messages").headers();
    }

    @Test
    void whatAsksForRoutingIsCollectedAndNothingElse() {
        assertThat(asked(
                        "X-Portkey-Config", "{}",
                        "x-gateway-dry-run", "true",
                        "X-LLMGateway-Team", "a",
                        "x-litellm-tags", "a",
                        "x-litellm-tags", "b",
                        "x-bf-session-id", "s",
                        "x-no-fallback", "true",
                        "Session_Id", "s",
                        "session-id", "t",
                        "x-session-affinity", "u",
                        "x-openrouter-cache", "true",
                        "content-type", "application/json",
                        "x-stainless-os", "Linux",
                        "x-title", "app",
                        "x-gateway-timeout", "1s",
                        "x-gateway-strict", "true",
                        "x-portkey-api-key", "k",
                        "user-agent", "x"))
                .containsOnly(
                        Map.entry("x-portkey-config", "{}"),
                        Map.entry("x-gateway-dry-run", "true"),
                        Map.entry("x-llmgateway-team", "a"),
                        Map.entry("x-litellm-tags", "a,b"),
                        Map.entry("x-bf-session-id", "s"),
                        Map.entry("x-no-fallback", "true"),
                        Map.entry("session_id", "s"),
                        Map.entry("session-id", "t"),
                        Map.entry("x-session-affinity", "u"),
                        Map.entry("x-openrouter-cache", "true"));
    }

    @Test
    void aRequestThatAsksNothingHasNoPreferences() {
        assertThat(headers("x-api-key", "k", "authorization", "Bearer t", "x-stainless-lang", "js")
                        .preferences("/v1/messages"))
                .isSameAs(Preferences.NONE);
    }

    @Test
    void anAuthorizationBesidePortkeysKeyIsForTheProviderThatIsNamed() {
        assertThat(asked("x-portkey-api-key", "k", "authorization", "Bearer sk-own", "x-portkey-provider", "openai"))
                .containsEntry("authorization", "sk-own");
        assertThat(asked("x-portkey-api-key", "k", "authorization", "Bearer sk-own", "x-portkey-trace-id", "t"))
                .doesNotContainKey("authorization");
        assertThat(asked("x-api-key", "k", "authorization", "Bearer sk-own", "x-portkey-provider", "openai"))
                .doesNotContainKey("authorization");
        assertThat(asked("authorization", "Bearer sk-gateway", "x-portkey-provider", "openai"))
                .doesNotContainKey("authorization");
    }

    @Test
    void preferencesPrintTheirNamesOnly() {
        Preferences asked =
                headers("x-portkey-config", "{\"api_key\":\"sk-own\"}").preferences("/");
        assertThat(asked.toString()).contains("x-portkey-config").doesNotContain("sk-own");
    }

    @Test
    void keysInTheHeadersOfOtherClientsCount() {
        assertThat(headers("x-litellm-api-key", "Bearer sk-1").otherKey()).isEqualTo("sk-1");
        assertThat(headers("x-bf-vk", "sk-2").otherKey()).isEqualTo("sk-2");
        assertThat(headers("x-bf-api-key", "sk-3").otherKey()).isEqualTo("sk-3");
        assertThat(headers("x-bf-vk", "sk-2", "x-bf-api-key", "sk-3").keyTwice())
                .isTrue();
    }

    @Test
    void anthropicsHeadersMayComeAsPortkeys() {
        RequestHeaders found = headers(
                "x-portkey-anthropic-version", "2023-06-01", "x-portkey-anthropic-beta", "a", "anthropic-beta", "b");
        assertThat(found.forRouter(Map.of())).containsEntry("anthropic-version", "2023-06-01");
        assertThat(found.forRouter(Map.of()).get("anthropic-beta").split(",")).containsExactlyInAnyOrder("a", "b");
    }
}
