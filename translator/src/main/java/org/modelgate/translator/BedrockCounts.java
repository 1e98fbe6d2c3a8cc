package org.modelgate.translator;

import java.util.Optional;
import java.util.Set;

/** Where Bedrock counts tokens (wire notes on Bedrock, section 6). */
public final class BedrockCounts {
    private static final Set<String> REGIONS = Set.of("us", "us-gov", "eu", "apac", "jp", "au", "in", "global");

    private BedrockCounts() {}

    /** By the foundation model's id: profiles of several regions begin with one part more, and ARNs name none that counts. */
    public static Optional<String> path(String model) {
        if (model.startsWith("arn:")) {
            return Optional.empty();
        }
        int first = model.indexOf('.');
        boolean profile = first > 0 && REGIONS.contains(model.substring(0, first));
        return Optional.of(
                "/model/" + PathSegment.encode(profile ? model.substring(first + 1) : model) + "/count-tokens");
    }
}
