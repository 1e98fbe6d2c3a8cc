/** The one configured Jackson mapper, with read limits. */
@NullMarked
package org.modelgate.common.json;

import org.jspecify.annotations.NullMarked;
