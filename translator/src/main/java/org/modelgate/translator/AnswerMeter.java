package org.modelgate.translator;

import org.modelgate.common.inference.BodyScan;

/** Reads usage, phase and faults of a provider's answers without building them. */
public interface AnswerMeter {
    /** Watches a provider's stream. */
    StreamTap streamTap(BodyScan scan);

    /** Reads a provider's whole answer (status 200). */
    AnswerFacts read(byte[] body);
}
