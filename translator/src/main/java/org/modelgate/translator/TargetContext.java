package org.modelgate.translator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an encoder of requests must know about the target.
 *
 * @param provider configured name of the provider, which signatures are bound to
 * @param model the provider's name of the model
 * @param maxOutputTokens the cap that credit was reserved for, or null where none was taken
 * @param clientHeaders the client's headers by lower-case name ({@code anthropic-version}, {@code anthropic-beta})
 * @param carriers opens and seals reasoning carriers for this tenant
 */
public record TargetContext(
        String provider,
        String model,
        @Nullable Long maxOutputTokens,
        Map<String, String> clientHeaders,
        Carriers carriers) {}
