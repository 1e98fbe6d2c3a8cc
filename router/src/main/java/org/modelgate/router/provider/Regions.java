package org.modelgate.router.provider;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of regions, and of the areas that hold several. An area is a promise about law, so it lists its regions one by one: by name
 * alone London and Zurich would pass for the European Union. Pure.
 */
public final class Regions {
    private static final Map<String, Set<String>> AREAS = Map.of(
            "eu",
            Set.of(
                    "eu-west-1",
                    "eu-west-3",
                    "eu-central-1",
                    "eu-north-1",
                    "eu-south-1",
                    "eu-south-2",
                    "eusc-de-east-1",
                    "europe-west1",
                    "europe-west3",
                    "europe-west4",
                    "europe-west8",
                    "europe-west9",
                    "europe-west10",
                    "europe-west12",
                    "europe-north1",
                    "europe-north2",
                    "europe-central2",
                    "europe-southwest1",
                    "westeurope",
                    "northeurope",
                    "francecentral",
                    "francesouth",
                    "germanywestcentral",
                    "germanynorth",
                    "swedencentral",
                    "italynorth",
                    "polandcentral",
                    "spaincentral",
                    "austriaeast"),
            "us",
            Set.of(
                    "us-east-1",
                    "us-east-2",
                    "us-west-1",
                    "us-west-2",
                    "us-gov-east-1",
                    "us-gov-west-1",
                    "us-central1",
                    "us-east1",
                    "us-east4",
                    "us-east5",
                    "us-south1",
                    "us-west1",
                    "us-west2",
                    "us-west3",
                    "us-west4",
                    "eastus",
                    "eastus2",
                    "westus",
                    "westus2",
                    "westus3",
                    "centralus",
                    "northcentralus",
                    "southcentralus",
                    "westcentralus"));

    private Regions() {}

    /**
     * Whether what is computed in one region keeps a pin to another name: the same region, or an area that holds it.
     *
     * @param region null if nothing is known, which keeps no pin
     */
    public static boolean isWithin(@Nullable String region, String pin) {
        if (region == null) {
            return false;
        }
        String here = region.toLowerCase(Locale.ROOT);
        String wanted = pin.toLowerCase(Locale.ROOT);
        return here.equals(wanted) || AREAS.getOrDefault(wanted, Set.of()).contains(here);
    }

    /**
     * Where a model really computes: Amazon's inference profiles ({@code eu.}, {@code global.} in front of the model) spread calls over
     * more than the region that takes them.
     *
     * @param region of the provider
     * @param model the provider's name of it
     */
    public static @Nullable String of(Provider provider, @Nullable String region, String model) {
        if (region == null || !provider.type().equals("bedrock")) {
            return region;
        }
        for (String profile : Set.of("global", "us", "eu", "apac", "jp", "au", "us-gov", "ca")) {
            if (model.startsWith(profile + ".")) {
                return profile;
            }
        }
        return region;
    }
}
