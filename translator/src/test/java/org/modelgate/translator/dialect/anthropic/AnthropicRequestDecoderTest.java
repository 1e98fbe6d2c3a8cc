package org.modelgate.translator.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.error.GatewayException;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.Warnings;

/** Messages clients in front of other providers; the pitfalls are those of the translation table, section 15. */
class AnthropicRequestDecoderTest {
    private static final Map<String, String> NEW = Map.of("anthropic-version", "2026-10-21");
    private static final Map<String, String> OLD = Map.of("anthropic-version", "2023-06-01");
    private final Warnings warnings = new Warnings();

    @Test
    void pitfall01SamplingParametersDependOnTheVersion() {
        String body = "{'model':'m','max_tokens':9,'temperature':1,'messages':[{'role':'user','content':'Hi'}]}";
        assertThat(decode(body, OLD).sampling().temperature()).isEqualByComparingTo("1");
        assertThatThrownBy(() -> decode(body, NEW))
                .isInstanceOf(GatewayException.class)
                .hasMessage("temperature: Extra inputs are not permitted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{'role':'assistant','content':[{'type':'document','source':{'type':'text','media_type':'text/plain','data':'x'}}]} # messages.1.content.0.type",
                "{'role':'user','content':[{'type':'text','text':'x','citations':[{'type':'char_location'}]}]} # messages.1.content.0.citations"
            })
    void theNewVersionRefusesWhatTheOldOneTook(String message, String path) {
        String body = "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'}," + message + "]}";
        assertThat(decode(body, OLD).messages()).hasSize(2);
        assertThatThrownBy(() -> decode(body, NEW)).hasMessageStartingWith(path + ":");
    }

    @Test
    void pitfall04SystemMessagesAreTakenInBothForms() {
        InferenceRequest request = decode(
                "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'},{'role':'system','content':'a'},"
                        + "{'role':'assistant','content':'b'},{'role':'user','content':'c'},{'role':'system','content':[{'type':'text','text':'d','cache_control':{'type':'ephemeral','ttl':'1h'}}]}]}",
                NEW);
        assertThat(request.messages())
                .extracting(Message::role)
                .containsExactly(
                        Message.Role.USER,
                        Message.Role.SYSTEM,
                        Message.Role.ASSISTANT,
                        Message.Role.USER,
                        Message.Role.SYSTEM);
        assertThat(request.system()).isEmpty();
        assertThat(request.messages().get(4).parts())
                .containsExactly(new ContentPart.Text("d", ContentPart.CacheMark.ONE_HOUR, null));
    }

    @Test
    void pitfall12ResultsStandBeforeText() {
        InferenceRequest request = decode(
                "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':[{'type':'tool_use','id':'a','name':'f','input':{'z':1,'a':[1.50]}}]},"
                        + "{'role':'user','content':[{'type':'text','text':'then'},{'type':'tool_result','tool_use_id':'a','is_error':true}]}]}",
                NEW);
        assertThat(request.messages().get(1).parts())
                .containsExactly(new ContentPart.ToolCall("a", "f", "{\"z\":1,\"a\":[1.5]}", null));
        assertThat(request.messages().get(2).parts().getFirst())
                .isInstanceOfSatisfying(
                        ContentPart.ToolResult.class, r -> assertThat(r.error()).isTrue());
    }

    @Test
    void claudeCodesIdentityIsTakenApart() {
        InferenceRequest request = decode(
                "{'model':'m','max_tokens':9,'metadata':{'user_id':'{\\\"device_id\\\":\\\"d\\\",\\\"session_id\\\":\\\"s\\\"}'},'messages':[{'role':'user','content':'Hi'}]}",
                OLD);
        assertThat(request.cacheKey()).isEqualTo("s");
        assertThat(request.userId()).hasSize(64);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "'messages':[{'role':'bot','content':'x'}] # messages.0.role: must be",
                "'messages':[{'role':'user','content':[{'type':'hologram'}]}] # messages.0.content.0.type: unknown block",
                "'messages':[{'role':'user','content':[{'type':'text'}]}] # messages.0.content.0.text: Field required",
                "'messages':[{'role':'user'}] # messages.0.content: Field required",
                "'messages':[{'role':'user','content':' '}] # messages: text content blocks must be non-empty",
                "'messages':[{'role':'user','content':[{'type':'tool_use','id':'a','name':'f','input':{}}]}] # messages.0.content.0.type: ",
                "'messages':[{'role':'user','content':'x'}],'tools':[{'name':'f'}] # tools.0.input_schema: Field required",
                "'messages':[{'role':'user','content':'x'}],'tools':[{'name':'f','input_schema':{'type':'object'}},{'name':'f','input_schema':{'type':'object'}}] # tools.1.name: tool names must be unique",
                "'messages':[{'role':'user','content':'x'}],'tool_choice':{'type':'any'} # tool_choice: may only be",
                "'messages':[{'role':'user','content':'x'}],'thinking':{'type':'enabled','budget_tokens':100} # thinking.budget_tokens: must be",
                "'messages':[{'role':'user','content':'x'}],'thinking':{'type':'enabled','budget_tokens':2000} # max_tokens: must be greater than",
                "'messages':[{'role':'user','content':'x'}],'output_config':{'effort':'huge'} # output_config.effort: unknown value",
                "'messages':[{'role':'user','content':'x'}],'stop_sequences':[' '] # stop_sequences.0: each stop sequence",
                "'messages':[{'role':'user','content':[{'type':'text','text':'x','cache_control':{'type':'ephemeral','ttl':'2h'}}]}] # messages.0.content.0.cache_control.ttl: must be"
            })
    void whatIsWrongIsNamedByItsPath(String members, String message) {
        assertThatThrownBy(() -> decode("{'model':'m','max_tokens':9," + members + "}", NEW))
                .isInstanceOf(GatewayException.class)
                .hasMessageStartingWith(message);
    }

    private InferenceRequest decode(String body, Map<String, String> headers) {
        return AnthropicDialect.create()
                .requests()
                .decode(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8), headers, warnings);
    }
}
