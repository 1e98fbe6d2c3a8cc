/** The admin endpoints: what operators ask of accounts, credits, keys and the records of calls. Billing answers over the bus. */
@NullMarked
package org.modelgate.edge.admin;

import org.jspecify.annotations.NullMarked;
