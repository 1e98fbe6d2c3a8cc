package org.modelgate.router.preference;

import org.modelgate.router.plan.Target;
import org.modelgate.router.provider.ProviderSlugs;
import org.modelgate.router.provider.Regions;

/** Providers as requests name them: {@code name}, {@code @name}, {@code name/region} or {@code name:region}. */
final class ProviderNames {
    private ProviderNames() {}

    static boolean mean(String name, Target target) {
        String plain = PortkeyConvention.withoutAt(name);
        if (ProviderSlugs.mean(plain, target.provider())) {
            return true;
        }
        int cut = Math.max(plain.indexOf('/'), plain.indexOf(':'));
        return cut > 0
                && ProviderSlugs.mean(plain.substring(0, cut), target.provider())
                && Regions.isWithin(target.region(), plain.substring(cut + 1));
    }
}
