package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.Sampling;
import org.modelgate.translator.Warnings;

/** Sampling parameters for a model family (translation table, section 7). */
final class SamplingEncoder {
    private final Sampling sampling;
    private final ModelTraits traits;
    private final Warnings warnings;

    SamplingEncoder(Sampling sampling, ModelTraits traits, Warnings warnings) {
        this.sampling = sampling;
        this.traits = traits;
        this.warnings = warnings;
    }

    /** @return whether a parameter was written, which needs the older API version */
    boolean write(ObjectNode body, boolean classicThinking) {
        warnIfSet("frequency_penalty", sampling.frequencyPenalty());
        warnIfSet("presence_penalty", sampling.presencePenalty());
        if (sampling.seed() != null) {
            warnings.add("seed", "unsupported");
        }
        if (sampling.logitBiasJson() != null && !sampling.logitBiasJson().equals("{}")) {
            warnings.add("logit_bias", "unsupported");
        }
        BigDecimal temperature = sampling.temperature();
        BigDecimal topP = sampling.topP();
        if (!traits.sampling() || classicThinking) {
            warnUnlessDefault("temperature", temperature);
            warnUnlessDefault("top_p", topP);
            if (sampling.topK() != null) {
                warnings.add("top_k", "unsupported");
            }
            return false;
        }
        if (temperature != null && topP != null && !isOne(topP)) {
            warnings.add("top_p", "temperature-kept");
        }
        if (temperature != null) {
            if (temperature.compareTo(BigDecimal.ONE) > 0) {
                warnings.add("temperature", "clamped-to-1");
                temperature = BigDecimal.ONE;
            }
            body.put("temperature", temperature);
        } else if (topP != null) {
            body.put("top_p", topP);
        }
        if (sampling.topK() != null) {
            body.put("top_k", sampling.topK());
        }
        return temperature != null || topP != null || sampling.topK() != null;
    }

    private void warnIfSet(String name, @Nullable BigDecimal value) {
        if (value != null && value.signum() != 0) {
            warnings.add(name, "unsupported");
        }
    }

    private void warnUnlessDefault(String name, @Nullable BigDecimal value) {
        if (value != null && !isOne(value)) {
            warnings.add(name, "unsupported");
        }
    }

    private static boolean isOne(BigDecimal value) {
        return value.compareTo(BigDecimal.ONE) == 0;
    }
}
