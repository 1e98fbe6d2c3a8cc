package org.modelgate.translator.openai;

import java.util.List;

/** OpenAI's moderation of a call. */
public final class Moderation {
    private Moderation() {}

    /** Refuses a request that wants what is harmful to be blocked: another provider doesn't promise that. */
    public static void refuseBlocking(At root) {
        At policy = root.get("moderation").get("policy");
        for (String side : List.of("input", "output")) {
            if (policy.get(side).get("mode").node().asText("").equals("block")) {
                throw policy.get(side).get("mode").invalid("blocking moderation is not available for this model");
            }
        }
    }
}
