package org.modelgate.billing.pricing;

import java.util.Map;
import org.modelgate.common.inference.Usage;

/** What the operator pays to providers, as far as configuration and catalog know it. Immutable. */
public record Costs(Map<Target, Rates> rates) {
    public static final Costs UNKNOWN = new Costs(Map.of());

    /** A provider's name in the configuration, and its name of a model. */
    public record Target(String provider, String model) {}

    public Costs {
        rates = Map.copyOf(rates);
    }

    /**
     * Nano-USD of a usage, 0 if it is absurd.
     *
     * @param charged price of the call: without its markup it stands for what isn't known
     */
    public long of(String provider, String model, Usage usage, Price charged) {
        Rates known = rates.get(new Target(provider, model));
        Rates cost = known == null ? new Rates(charged.model(), charged.rates().tiers(), 1, 1) : known;
        try {
            return new Price(charged.version(), cost).cost(usage);
        } catch (ArithmeticException e) {
            return 0;
        }
    }
}
