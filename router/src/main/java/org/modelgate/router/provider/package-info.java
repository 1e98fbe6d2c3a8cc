/**
 * What differs between vendors: hosts, paths, authentication, timeouts, retry hints. Each vendor has a package below this one, or a
 * row in {@code compatible}; nothing outside of them names a vendor, and none of them knows another. Reading the configuration does
 * no I/O: what has to be fetched is fetched when the first call wants it, by an {@link
 * org.modelgate.router.provider.Authentication} that belongs to one router instance.
 */
@NullMarked
package org.modelgate.router.provider;

import org.jspecify.annotations.NullMarked;
