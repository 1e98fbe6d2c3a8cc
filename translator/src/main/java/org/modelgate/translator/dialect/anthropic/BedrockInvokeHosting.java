package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.modelgate.translator.AwsErrors;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.ErrorDecoder;
import org.modelgate.translator.Hosting;
import org.modelgate.translator.PathSegment;
import org.modelgate.translator.StreamUnwrapper;
import org.modelgate.translator.framing.EventStreamUnwrapper;

/**
 * Claude behind Bedrock's InvokeModel (wire notes on Bedrock, section 2): the model stands in the path, streaming is another path,
 * version and betas stand in the body, and a stream's events come in binary frames. A whole answer is an ordinary message.
 */
public final class BedrockInvokeHosting implements Hosting {
    private static final String CLASSIC = "bedrock-2023-05-31";
    private static final Set<String> CUT = Set.of(HostedBody.MODEL, HostedBody.STREAM);

    private final ErrorDecoder errors = new AwsErrors();

    @Override
    public String path(String model, boolean stream) {
        return "/model/" + PathSegment.encode(model) + (stream ? "/invoke-with-response-stream" : "/invoke");
    }

    @Override
    public EncodedRequest wrap(EncodedRequest request, boolean stream) {
        HostedBody body = new HostedBody(request.body(), CUT);
        Map<String, String> headers = new HashMap<>(request.headers());
        ApiVersion version = CloudHeaders.takeVersion(headers, body);
        List<String> betas = CloudHeaders.takeBetas(headers, body, Betas.Host.BEDROCK_INVOKE);
        body.placeCacheMark();
        // models that still take sampling parameters answer 400 to the newer version there
        boolean newer = version == ApiVersion.V2026_10_21
                && !ModelTraits.of(body.model()).sampling();
        body.add("anthropic_version", "\"" + (newer ? version.header() : CLASSIC) + "\"");
        if (!betas.isEmpty()) {
            body.add("anthropic_beta", array(betas));
        }
        headers.put("accept", stream ? "application/vnd.amazon.eventstream" : "application/json");
        return new EncodedRequest(body.bytes(), headers);
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
