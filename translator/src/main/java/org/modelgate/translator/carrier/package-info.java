/** Sealed envelopes in which provider-bound reasoning survives a client of another dialect. Pure; root and common.json only. */
@NullMarked
package org.modelgate.translator.carrier;

import org.jspecify.annotations.NullMarked;
