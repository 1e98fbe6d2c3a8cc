package org.modelgate.translator;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.OutputFormat;
import org.modelgate.common.inference.Reasoning;
import org.modelgate.common.inference.Sampling;
import org.modelgate.common.inference.Tool;
import org.modelgate.translator.carrier.HmacCarriers;

/** Contexts and requests that tests of all dialects share. */
public final class Samples {
    public static final GatewayUsage CHARGE = new GatewayUsage(17, 3, 1_500_000, "sim", false);

    /** Of an answer that was ended for lack of credit. */
    public static final GatewayUsage CUT_CHARGE =
            new GatewayUsage(7, 3, 1_500_000, "sim", false, GatewayUsage.Stop.CREDIT, "");

    private Samples() {}

    /** Of a streamed request in a client's dialect. */
    public static BodyScan scan(ClientDialect dialect) {
        String body =
                "{\"model\":\"m\",\"max_tokens\":9,\"stream\":true,\"stream_options\":{\"include_usage\":true},\"input\":\"Hi\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
        return dialect.scanner().scan(body.getBytes(StandardCharsets.UTF_8));
    }

    public static Carriers carriers(String tenant) {
        return HmacCarriers.forTenant("secret".getBytes(StandardCharsets.UTF_8), tenant);
    }

    /** A request of an Anthropic client that wants to see reasoning, with the given tools. */
    public static InferenceRequest request(Tool... tools) {
        return request(new Reasoning(Reasoning.Mode.ADAPTIVE, null, null, null), tools);
    }

    public static InferenceRequest request(Reasoning reasoning, Tool... tools) {
        return new InferenceRequest(
                "client-model",
                List.of(),
                List.of(new Message(Message.Role.USER, List.of(ContentPart.Text.of("Hi")))),
                List.of(tools),
                null,
                null,
                100L,
                List.of(),
                Sampling.UNSPECIFIED,
                reasoning,
                new OutputFormat.Text(),
                null,
                null,
                null,
                null,
                null,
                true,
                true,
                1,
                null,
                Map.of());
    }

    public static AnswerContext answer(InferenceRequest request) {
        return new AnswerContext(
                "0123456789abcdef0123456789abcdef",
                1_700_000_000L,
                "client-model",
                "sim",
                "target-model",
                DialectId.ANTHROPIC_MESSAGES,
                carriers("acme"),
                request);
    }

    public static TargetContext target(String provider, String model) {
        return new TargetContext(provider, model, 4_096L, Map.of(), carriers("acme"));
    }

    public static Tool tool(String name) {
        return new Tool.Function(name, null, "{\"type\":\"object\",\"properties\":{}}", null, null);
    }
}
