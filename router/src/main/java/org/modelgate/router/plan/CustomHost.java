package org.modelgate.router.plan;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A host that the request named in place of the provider's.
 *
 * @param baseUrl without trailing slash
 * @param address the one that is dialled, already checked; null until the name was resolved
 */
public record CustomHost(URI baseUrl, @Nullable String address) {}
