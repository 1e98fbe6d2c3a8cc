/** What operators and edges ask of billing beside the calls themselves. Everything here belongs to the billing verticle's context. */
@NullMarked
package org.modelgate.billing.admin;

import org.jspecify.annotations.NullMarked;
