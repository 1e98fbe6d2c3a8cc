package org.modelgate.deploy.simulator.bedrock;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.modelgate.deploy.simulator.core.Call;

/**
 * What a path says: {@code /model/us.anthropic.claude-opus-4-6-v1%3A0/invoke}.
 *
 * @param model decoded; the id of a model or a profile, or an ARN
 */
record BedrockPath(String model, String operation) {

    static final String INVOKE = "invoke";
    static final String INVOKE_STREAM = "invoke-with-response-stream";
    static final String CONVERSE = "converse";
    static final String CONVERSE_STREAM = "converse-stream";
    static final String COUNT = "count-tokens";

    private static final Pattern PATH = Pattern.compile("/model/(?<model>[^/]+)/(?<operation>" + INVOKE + '|'
            + INVOKE_STREAM + '|' + CONVERSE + '|' + CONVERSE_STREAM + '|' + COUNT + ")");
    private static final List<String> REGIONS =
            List.of("us-gov.", "us.", "eu.", "apac.", "jp.", "au.", "in.", "ca.", "sa.", "global.");
    private static final Pattern PROFILES_ONLY =
            Pattern.compile("anthropic\\.claude-(haiku|sonnet|opus|fable|mythos)-[4-9].*");

    static Optional<BedrockPath> of(Call call) {
        Matcher matcher = PATH.matcher(call.path());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String model = URLDecoder.decode(matcher.group("model").replace("+", "%2B"), StandardCharsets.UTF_8);
        return Optional.of(new BedrockPath(model, matcher.group("operation")));
    }

    /** The path of a call that is known to have one. */
    static BedrockPath in(Call call) {
        return of(call).orElseThrow(() -> new IllegalStateException("no model in " + call.path()));
    }

    boolean streams() {
        return operation.equals(INVOKE_STREAM) || operation.equals(CONVERSE_STREAM);
    }

    boolean counts() {
        return operation.equals(COUNT);
    }

    /** The vendor's id: without ARN and region. */
    String foundation() {
        String id = model.substring(model.lastIndexOf('/') + 1);
        return region(id).map(region -> id.substring(region.length())).orElse(id);
    }

    /** As Anthropic itself calls it. */
    String claude() {
        return foundation().replaceFirst("^anthropic\\.", "").replaceFirst("-v[0-9]+(:[0-9]+)?$", "");
    }

    private static Optional<String> region(String id) {
        return REGIONS.stream().filter(id::startsWith).findFirst();
    }

    /** Why no request for this id can be served. */
    Optional<String> fault() {
        if (counts() && region(model).isPresent()) {
            return Optional.of("The provided model doesn't support counting tokens.");
        }
        return !counts() && PROFILES_ONLY.matcher(model).matches()
                ? Optional.of(
                        "Invocation of model ID " + model + " with on-demand throughput isn’t supported. Retry your "
                                + "request with the ID or ARN of an inference profile that contains this model.")
                : Optional.empty();
    }
}
