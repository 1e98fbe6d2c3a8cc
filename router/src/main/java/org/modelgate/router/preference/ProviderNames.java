package org.modelgate.router.preference;

import java.util.Set;
import org.modelgate.router.plan.Target;
import org.modelgate.router.provider.ProviderSlugs;
import org.modelgate.router.provider.Regions;

/** Providers as requests name them: {@code name}, {@code @name}, {@code name/region} or {@code name:region}. */
final class ProviderNames {
    private ProviderNames() {}

    /**
     * The same of the name that a caller's own key is for: where a provider is called so it is meant alone, for another one of its kind
     * may be at another host.
     *
     * @param configured names of all providers
     */
    static boolean meanForKey(String name, Target target, Set<String> configured) {
        String plain = PortkeyConvention.withoutAt(name);
        return configured.contains(plain) ? plain.equals(target.provider().name()) : mean(plain, target);
    }

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
