/** Virtual keys: how they are made, and how a presented one is found without the key being stored anywhere. */
@NullMarked
package org.modelgate.billing.keys;

import org.jspecify.annotations.NullMarked;
