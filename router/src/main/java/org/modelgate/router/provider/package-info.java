/**
 * What differs between vendors, as data: hosts, paths, authentication, timeouts, retry hints. Nothing outside this package names
 * a vendor. Pure: no Vert.x, no I/O.
 */
@NullMarked
package org.modelgate.router.provider;

import org.jspecify.annotations.NullMarked;
