package org.modelgate.translator;

import org.modelgate.common.inference.InferenceResponse;

/** Whole answers of a provider of one dialect. */
public interface ResponseDecoder {
    /** Provider body (status 200) to canonical form. */
    InferenceResponse decode(byte[] body);
}
