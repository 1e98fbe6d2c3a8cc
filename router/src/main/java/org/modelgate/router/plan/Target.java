package org.modelgate.router.plan;

import org.modelgate.router.provider.ProviderConfig;

/**
 * Where an attempt may go.
 *
 * @param model the provider's name of the model
 * @param weight share of first attempts under the weighted policy
 */
public record Target(ProviderConfig provider, String model, int weight) {}
