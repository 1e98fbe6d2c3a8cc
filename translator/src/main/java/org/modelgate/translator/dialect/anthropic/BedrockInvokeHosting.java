package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.modelgate.translator.AwsErrors;
import org.modelgate.translator.BedrockCounts;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.ErrorDecoder;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.PathSegment;
import org.modelgate.translator.StreamUnwrapper;
import org.modelgate.translator.framing.EventStreamUnwrapper;
import org.modelgate.translator.framing.Splices;

/**
 * Claude behind Bedrock's InvokeModel (wire notes on Bedrock, section 2): the model stands in the path, streaming is another path,
 * version and betas stand in the body, and a stream's events come in binary frames. A whole answer is an ordinary message.
 */
public final class BedrockInvokeHosting implements Hosting {
    private static final String CLASSIC = "bedrock-2023-05-31";
    private static final Set<String> CUT = Set.of(HostedBody.MODEL, HostedBody.STREAM);

    /** Any that all of its models take. */
    private static final byte[] CAP = "\"max_tokens\":4096,".getBytes(StandardCharsets.US_ASCII);

    private final ErrorDecoder errors = new AwsErrors();

    @Override
    public String path(String model, boolean stream) {
        return "/model/" + PathSegment.encode(model) + (stream ? "/invoke-with-response-stream" : "/invoke");
    }

    @Override
    public Optional<String> countPath(String model) {
        return BedrockCounts.path(model);
    }

    /** What is counted there is a whole request, cap and all, in base64. */
    @Override
    public EncodedRequest wrapCount(EncodedRequest request) {
        EncodedRequest invoke = wrap(request, false);
        String capped = Base64.getEncoder().encodeToString(withCap(invoke.body()));
        byte[] counted =
                ("{\"input\":{\"invokeModel\":{\"body\":\"" + capped + "\"}}}").getBytes(StandardCharsets.US_ASCII);
        return new EncodedRequest(counted, invoke.headers(), invoke.warnings());
    }

    @Override
    public EncodedRequest wrap(EncodedRequest request, boolean stream) {
        HostedBody body = new HostedBody(request.body(), CUT);
        Map<String, String> headers = new HashMap<>(request.headers());
        ApiVersion version = CloudHeaders.takeVersion(headers, body);
        Betas.Taken betas = CloudHeaders.takeBetas(headers, body, Betas.Host.BEDROCK_INVOKE);
        body.placeCacheMark();
        // models that still take sampling parameters answer 400 to the newer version there
        boolean newer = version == ApiVersion.V2026_10_21
                && !ModelTraits.of(body.model()).sampling();
        body.add("anthropic_version", "\"" + (newer ? version.header() : CLASSIC) + "\"");
        if (!betas.sent().isEmpty()) {
            body.add("anthropic_beta", array(betas.sent()));
        }
        headers.put("accept", stream ? "application/vnd.amazon.eventstream" : "application/json");
        return new EncodedRequest(body.bytes(), headers, betas.warnings());
    }

    private static byte[] withCap(byte[] body) {
        return new Splices(body).insert(1, CAP).apply();
    }

    private static String array(List<String> values) {
        return values.stream()
                .map(v -> "\"" + new String(JsonStringEncoder.getInstance().quoteAsString(v)) + "\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Override
    public Optional<StreamUnwrapper> unwrapper() {
        return Optional.of(new EventStreamUnwrapper(InvokeFrames::write));
    }

    @Override
    public Optional<ErrorDecoder> errors() {
        return Optional.of(errors);
    }
}
