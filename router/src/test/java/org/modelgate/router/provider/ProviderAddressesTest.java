package org.modelgate.router.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.common.config.Section;
import org.modelgate.common.inference.DialectId;

/** Where calls go, and with which header a key, as the wire notes on providers give it. */
class ProviderAddressesTest {
    private static List<String> problems(String options) {
        Reading reading = ConfigFile.read("{ p: { " + options + " } }", name -> Optional.empty());
        ProviderConfig.read("p", reading.root().section("p"));
        reading.reportUnknownKeys();
        return reading.problems().lines();
    }

    private static ProviderConfig config(String options) {
        Section root = ConfigFile.read("{ p: { " + options + " } }", name -> Optional.empty())
                .root();
        ProviderConfig config = ProviderConfig.read("p", root.section("p"));
        if (config == null) {
            throw new AssertionError("no provider of " + options);
        }
        return config;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type: anthropic, api_key: k|ANTHROPIC_MESSAGES|m|https://api.anthropic.com/v1/messages|x-api-key",
                "type: openai, api_key: k|OPENAI_CHAT|m|https://api.openai.com/v1/chat/completions|authorization",
                "type: openai-responses, api_key: k|OPENAI_RESPONSES|m|https://api.openai.com/v1/responses|authorization",
                "type: gemini, api_key: k|OPENAI_CHAT|m|https://generativelanguage.googleapis.com/v1beta/models/m:generateContent|x-goog-api-key",
                "type: vertex, project: p1|OPENAI_CHAT|gemini-3-pro|https://aiplatform.googleapis.com/v1beta1/projects/p1/locations/global/publishers/google/models/gemini-3-pro:generateContent|authorization",
                "type: vertex, project: p1, location: eu|OPENAI_CHAT|endpoints/12|https://aiplatform.eu.rep.googleapis.com/v1beta1/projects/p1/locations/eu/endpoints/12:generateContent|authorization",
                "type: vertex, project: p1, location: europe-west1|OPENAI_CHAT|claude-opus-4-6|https://europe-west1-aiplatform.googleapis.com/v1/projects/p1/locations/europe-west1/publishers/anthropic/models/claude-opus-4-6:rawPredict|authorization",
                "type: bedrock, region: us-east-1|OPENAI_CHAT|us.anthropic.claude-opus-4-6-v1:0|https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-opus-4-6-v1%3A0/invoke|authorization",
                "type: bedrock, region: eusc-de-east-1|OPENAI_CHAT|amazon.nova-pro-v1:0|https://bedrock-runtime.eusc-de-east-1.amazonaws.eu/model/amazon.nova-pro-v1%3A0/converse|authorization",
                "type: bedrock, region: us-east-1, surface: mantle|ANTHROPIC_MESSAGES|anthropic.claude-opus-5|https://bedrock-mantle.us-east-1.api.aws/anthropic/v1/messages|authorization",
                "type: bedrock, region: us-east-1, surface: mantle|OPENAI_CHAT|openai.gpt-5.6|https://bedrock-mantle.us-east-1.api.aws/openai/v1/chat/completions|authorization",
                "type: azure, resource: r1, api_key: k|OPENAI_CHAT|d|https://r1.openai.azure.com/openai/v1/chat/completions|api-key",
                "type: azure, base_url: \"https://r1.services.ai.azure.com/openai/v1\", api_key: k|OPENAI_RESPONSES|d|https://r1.services.ai.azure.com/openai/v1/responses|api-key",
                "type: azure, resource: r1, api_key: k, api_version: 2024-10-21|OPENAI_CHAT|d 1|https://r1.openai.azure.com/openai/deployments/d%201/chat/completions?api-version=2024-10-21|api-key",
                "type: azure, resource: r1, api_key: k, api_version: 2024-10-21|OPENAI_RESPONSES|d|https://r1.openai.azure.com/openai/responses?api-version=2024-10-21|api-key",
                "type: foundry, resource: r1, api_key: k|OPENAI_CHAT|d|https://r1.services.ai.azure.com/anthropic/v1/messages|x-api-key",
                "type: openrouter, api_key: k|OPENAI_RESPONSES|a/b|https://openrouter.ai/api/v1/responses|authorization",
                "type: portkey, api_key: k|ANTHROPIC_MESSAGES|m|https://api.portkey.ai/v1/messages|x-portkey-api-key",
                "type: mistral, api_key: k|ANTHROPIC_MESSAGES|m|https://api.mistral.ai/v1/chat/completions|authorization",
                "type: groq, api_key: k|OPENAI_RESPONSES|m|https://api.groq.com/openai/v1/responses|authorization",
                "type: deepseek, api_key: k|ANTHROPIC_MESSAGES|m|https://api.deepseek.com/anthropic/v1/messages|x-api-key",
                "type: deepseek, api_key: k, base_url: \"https://api.deepseek.com/v1\"|OPENAI_CHAT|m|https://api.deepseek.com/chat/completions|authorization",
                "type: xai, api_key: k|OPENAI_CHAT|m|https://api.x.ai/v1/chat/completions|authorization",
                "type: together, api_key: k|OPENAI_CHAT|m|https://api.together.ai/v1/chat/completions|authorization",
                "type: fireworks, api_key: k|ANTHROPIC_MESSAGES|m|https://api.fireworks.ai/inference/v1/messages|authorization",
                "type: cerebras, api_key: k|OPENAI_CHAT|m|https://api.cerebras.ai/v1/chat/completions|authorization",
                "type: featherless, api_key: k|OPENAI_CHAT|m|https://api.featherless.ai/v1/chat/completions|authorization",
                "type: ollama|OPENAI_CHAT|m|http://localhost:11434/v1/chat/completions|authorization",
                "type: vllm|OPENAI_CHAT|m|http://localhost:8000/v1/chat/completions|authorization",
                "type: lm-studio|OPENAI_CHAT|m|http://localhost:1234/v1/chat/completions|authorization"
            })
    void callsGoToTheVendorsOwnAddress(String options, DialectId from, String model, String url, String header) {
        ProviderConfig config = config(options);
        Endpoint endpoint = config.provider().endpointFor(from, model);
        assertThat(config.baseUrl() + endpoint.hosting().path(model, false)).isEqualTo(url);
        assertThat(endpoint.auth().header()).isEqualTo(header);
        assertThat(problems(options)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type: vertex, project: \"p/../x\"",
                "type: vertex, project: p, location: \"evil.example/\"",
                "type: azure, resource: \"evil.example#\", api_key: k",
                "type: azure, resource: r, api_key: k, api_version: \"1&x=2\"",
                "type: foundry, resource: \"-r\", api_key: k",
                "type: bedrock, region: \"us-east-1.evil.example/\""
            })
    void aNameCantLeadACredentialToAnotherHost(String options) {
        assertThat(problems(options)).hasSize(1).first().asString().startsWith("p.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "type: vertex|p.project: is required for type vertex",
                "type: vertex, project: p, api_key: k|p.api_key: isn't used by type vertex: see credentials_file",
                "type: bedrock, region: r, surface: both|p.surface: must be runtime or mantle, not 'both'",
                "type: bedrock, region: r, api_key: k, profile: x|p.profile: can't be used together with api_key",
                "type: azure, resource: r|p.api_key: is required for type azure, or tenant_id, or managed_identity: true",
                "type: azure, resource: r, api_key: k, managed_identity: true|p.api_key: can't be used together with tenant_id, client_secret or managed_identity",
                "type: azure, resource: r, tenant_id: t, client_id: c|p.client_secret: is required beside tenant_id, client_id and client_secret",
                "type: portkey, api_key: k, provider_key: x|p.provider: is required beside provider_key",
                "type: mistral|p.api_key: is required for type mistral"
            })
    void whatIsMissingOrTooMuchIsNamedWithItsPath(String options, String problem) {
        assertThat(problems(options)).containsExactly(problem);
    }

    @Test
    void whatShowsAConfigurationShowsNoKey() {
        for (String options : List.of(
                "type: portkey, api_key: s3cret, provider: openai, provider_key: s3cret, virtual_key: s3cret",
                "type: bedrock, region: r, access_key_id: id, secret_access_key: s3cret, session_token: s3cret",
                "type: azure, resource: r, tenant_id: t, client_id: c, client_secret: s3cret",
                "type: vertex, project: p, credentials_json: s3cret")) {
            assertThat(config(options).toString()).doesNotContain("s3cret");
        }
    }
}
