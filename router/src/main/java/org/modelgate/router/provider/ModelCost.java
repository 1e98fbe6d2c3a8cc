package org.modelgate.router.provider;

/** How many of the units that a plan has at once one running request to a model takes, where a vendor sells those instead of tokens. */
@FunctionalInterface
public interface ModelCost {
    /**
     * At least one.
     *
     * @param model the vendor's name of it
     */
    int units(String model);
}
