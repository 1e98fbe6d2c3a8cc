package org.modelgate.router.plan;

import org.jspecify.annotations.Nullable;
import org.modelgate.router.provider.ProviderConfig;

/**
 * Where an attempt may go.
 *
 * @param model the provider's name of the model
 * @param weight share of first attempts under the weighted policy
 * @param billedAs catalog id of the model by whose price an answer of this target is charged
 * @param maxOutputTokens what that model can put out at most
 * @param region where it computes, as configured or by the provider's regional host; null if nothing is known
 * @param traits what else policies and filters look at
 */
public record Target(
        ProviderConfig provider,
        String model,
        int weight,
        String billedAs,
        long maxOutputTokens,
        @Nullable String region,
        Traits traits) {

    /** What a model can put out at most where neither configuration nor catalog says it; providers refuse too much. */
    public static final long DEFAULT_MAX_OUTPUT_TOKENS = 128_000;

    /** One that is its own model in the catalog, in its provider's region. */
    public Target(ProviderConfig provider, String model, int weight) {
        this(provider, model, weight, model, DEFAULT_MAX_OUTPUT_TOKENS, provider.region(), Traits.NONE);
    }

    /** What tells targets apart on all nodes: provider, region and model. Its health is known by this name. */
    public String key() {
        String at = region == null ? "" : "@" + region;
        return provider.name() + at + "/" + model;
    }

    public Target at(ProviderConfig other) {
        return new Target(other, model, weight, billedAs, maxOutputTokens, region, traits);
    }
}
