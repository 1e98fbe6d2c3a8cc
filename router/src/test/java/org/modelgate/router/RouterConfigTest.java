package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.plan.Target;
import org.modelgate.router.provider.Endpoint;
import org.modelgate.router.provider.Provider;
import org.modelgate.router.provider.ProviderConfig;
import org.modelgate.router.provider.Providers;

/** What an operator learns of a wrong file. */
class RouterConfigTest {
    private static final String GOOD = """
            providers:
              one: { type: anthropic, base_url: "http://127.0.0.1:1/", api_key: k }
            models:
              - { id: m, targets: [{ provider: one }] }
            """;

    private static List<String> problems(String yaml) {
        Reading reading = ConfigFile.read(yaml, name -> Optional.empty());
        RouterConfig.read(reading.root(), LocalDate.EPOCH);
        return reading.problems().lines();
    }

    @Test
    void aGoodFileHasNoProblems() {
        assertThat(problems(GOOD)).isEmpty();
    }

    @Test
    void aTargetTakesTheModelsIdWhereItNamesNone() {
        Reading reading = ConfigFile.read(GOOD, name -> Optional.empty());
        RouterConfig config = RouterConfig.read(reading.root(), LocalDate.EPOCH);
        assertThat(config.models().getFirst().targets().getFirst().model()).isEqualTo("m");
        assertThat(config.providers().get("one").baseUrl()).hasToString("http://127.0.0.1:1");
    }

    @Test
    void anUnknownProviderOfATargetIsNamedWithItsPath() {
        assertThat(problems(GOOD.replace("provider: one", "provider: two")))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("models[0].targets[0].provider: ")
                        .contains("two"));
    }

    @Test
    void aSecondModelMayNotTakeANameThatIsTaken() {
        String yaml = GOOD + "  - { id: other, aliases: [m], targets: [{ provider: one }] }\n";
        assertThat(problems(yaml))
                .anySatisfy(line ->
                        assertThat(line).startsWith("models[1].aliases[0]: ").contains("models[0].id"));
    }

    @Test
    void aWrongUrlIsNamedWithItsPath() {
        assertThat(problems(GOOD.replace("http://127.0.0.1:1/", "ftp://x")))
                .anySatisfy(line -> assertThat(line).startsWith("providers.one.base_url: "));
    }

    @Test
    void anUnknownTypeIsNamedWithItsPath() {
        assertThat(problems(GOOD.replace("type: anthropic", "type: nobody")))
                .anySatisfy(line -> assertThat(line).startsWith("providers.one.type: "));
    }

    @Test
    void aVendorWithoutKeyIsAProblem() {
        assertThat(problems(GOOD.replace(", base_url: \"http://127.0.0.1:1/\", api_key: k", "")))
                .anySatisfy(line -> assertThat(line).startsWith("providers.one.api_key: "));
    }

    @Test
    void aHeaderThatTheGatewaySetsIsRefused() {
        assertThat(problems(GOOD.replace("api_key: k", "api_key: k, headers: { Cookie: a }")))
                .anySatisfy(line -> assertThat(line).startsWith("providers.one.headers.Cookie: "));
    }

    @Test
    void anUnknownStrategyIsNamedWithItsPath() {
        assertThat(problems(GOOD.replace("id: m,", "id: m, strategy: random,")))
                .anySatisfy(line -> assertThat(line).startsWith("models[0].strategy: "));
    }

    @Test
    void geminiHasTheModelInItsPathAndItsKeyInAHeader() {
        String yaml = """
                providers:
                  google: { type: gemini, api_key: k }
                models:
                  - { id: m, targets: [{ provider: google, model: models/gemini-3.5-flash }] }
                """;
        Reading reading = ConfigFile.read(yaml, name -> Optional.empty());
        ProviderConfig google =
                RouterConfig.read(reading.root(), LocalDate.EPOCH).providers().get("google");
        Endpoint endpoint = google.provider().endpointFor(DialectId.OPENAI_CHAT, "gemini-3.5-flash");
        assertThat(reading.problems().lines()).isEmpty();
        assertThat(google.baseUrl()).hasToString("https://generativelanguage.googleapis.com");
        assertThat(endpoint.dialect()).isEqualTo(DialectId.GEMINI);
        assertThat(endpoint.auth().header()).isEqualTo("x-goog-api-key");
        assertThat(endpoint.hosting().path("gemini-3.5-flash", false))
                .isEqualTo("/v1beta/models/gemini-3.5-flash:generateContent");
        assertThat(endpoint.hosting().path("models/gemini-3.5-flash", true))
                .isEqualTo("/v1beta/models/gemini-3.5-flash:streamGenerateContent?alt=sse");
        assertThat(endpoint.hosting().path("tunedModels/a b?c", false))
                .isEqualTo("/v1beta/tunedModels/a%20b%3Fc:generateContent");
    }

    @Test
    void anEmptyFileLacksProvidersAndModels() {
        assertThat(problems("{}"))
                .anySatisfy(line -> assertThat(line).startsWith("providers: "))
                .anySatisfy(line -> assertThat(line).startsWith("models: "));
    }

    private static String bedrock(String options) {
        return GOOD.replace(
                "{ type: anthropic, base_url: \"http://127.0.0.1:1/\", api_key: k }",
                "{ type: bedrock" + options + " }");
    }

    private static RouterConfig config(String yaml) {
        return RouterConfig.read(ConfigFile.read(yaml, name -> Optional.empty()).root(), LocalDate.EPOCH);
    }

    @Test
    void bedrocksHostIsThatOfItsRegion() {
        assertThat(problems(bedrock(", region: eu-west-1, api_key: k"))).isEmpty();
        assertThat(config(bedrock(", region: eu-west-1, api_key: k"))
                        .providers()
                        .get("one")
                        .baseUrl())
                .hasToString("https://bedrock-runtime.eu-west-1.amazonaws.com");
        assertThat(config(bedrock(", region: cn-north-1, api_key: k"))
                        .providers()
                        .get("one")
                        .baseUrl())
                .hasToString("https://bedrock-runtime.cn-north-1.amazonaws.com.cn");
        assertThat(config(bedrock(", region: eu-west-1, base_url: \"https://vpce.example\", api_key: k"))
                        .providers()
                        .get("one")
                        .baseUrl())
                .hasToString("https://vpce.example");
    }

    @Test
    void bedrockNeedsARegionOrAnAddress() {
        assertThat(problems(bedrock(", api_key: k")))
                .containsExactly("providers.one.region: is required for type bedrock");
        assertThat(problems(bedrock(", base_url: \"https://vpce.example\", api_key: k")))
                .isEmpty();
    }

    @Test
    void aRegionCantLeadACredentialToAnotherHost() {
        assertThat(problems(bedrock(", region: \"x.evil.example/\", api_key: k")))
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("providers.one.region: "));
    }

    @Test
    void bedrockWithoutABearerKeyIsSignedForARegion() {
        assertThat(problems(bedrock(", region: eu-west-1"))).isEmpty();
        assertThat(config(bedrock(", region: eu-west-1")).providers().get("one").credential())
                .isNotNull();
        assertThat(config(bedrock(", region: eu-west-1, api_key: k"))
                        .providers()
                        .get("one")
                        .credential())
                .isNull();
        assertThat(problems(bedrock(", base_url: \"https://vpce.example\"")))
                .containsExactly("providers.one.region: is required for type bedrock: requests are signed for it");
    }

    @Test
    void credentialsOfTwoKindsAreAProblem() {
        assertThat(problems(bedrock(", region: eu-west-1, api_key: k, access_key_id: a, secret_access_key: s")))
                .containsExactly("providers.one.access_key_id: can't be used together with api_key");
        assertThat(problems(bedrock(", region: eu-west-1, access_key_id: a")))
                .containsExactly("providers.one.secret_access_key: is required beside the other one");
    }

    @Test
    void aRegionOfAProviderOrTargetIsWhatPinsCompare() {
        RouterConfig config = config(GOOD.replace("api_key: k", "api_key: k, region: eu"));
        assertThat(config.models().getFirst().targets().getFirst().region()).isEqualTo("eu");
    }

    @Test
    void aProfileOfSeveralRegionsIsNotInTheRegionThatTakesItsCalls() {
        String file = """
                providers: { one: { type: bedrock, region: eu-central-1, api_key: k } }
                models:
                  - id: m
                    targets:
                      - { provider: one, model: anthropic.claude-sonnet-4-5-v1:0 }
                      - { provider: one, model: eu.anthropic.claude-sonnet-4-5-v1:0 }
                      - { provider: one, model: global.anthropic.claude-sonnet-4-5-v1:0 }
                      - { provider: one, model: global.x, region: eu-north-1 }
                """;
        assertThat(config(file).models().getFirst().targets())
                .extracting(Target::region)
                .containsExactly("eu-central-1", "eu", "global", "eu-north-1");
    }

    @Test
    void bedrockServesClaudeByInvokeModelAndTheRestByConverse() {
        Provider bedrock = Providers.ofType("bedrock").orElseThrow();
        for (String model : List.of(
                "anthropic.claude-3-haiku-20240307-v1:0",
                "global.anthropic.claude-opus-5-5",
                "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-4-6-v1:0")) {
            assertThat(bedrock.endpointFor(DialectId.OPENAI_CHAT, model).dialect())
                    .isEqualTo(DialectId.ANTHROPIC_MESSAGES);
        }
        for (String model : List.of(
                "amazon.nova-pro-v1:0",
                "openai.gpt-oss-120b-1:0",
                "arn:aws:bedrock:us-east-1:1:application-inference-profile/x")) {
            assertThat(bedrock.endpointFor(DialectId.ANTHROPIC_MESSAGES, model).dialect())
                    .isEqualTo(DialectId.BEDROCK_CONVERSE);
        }
    }

    @Test
    void foundryNeedsItsAddress() {
        assertThat(problems(bedrock("").replace("bedrock", "foundry")))
                .containsExactly(
                        "providers.one.base_url: is required for type foundry, or resource",
                        "providers.one.api_key: is required for type foundry, or tenant_id, or managed_identity: true");
    }
}
