/**
 * The built-in catalog: limits, capabilities and dated prices of the vendors' models, made by {@code deploy/catalog/build.py} from
 * public catalogs. What the configuration says of a model wins over it. Immutable.
 */
@NullMarked
package org.modelgate.common.catalog;

import org.jspecify.annotations.NullMarked;
