package org.modelgate.translator;

import java.util.Map;
import org.modelgate.common.inference.InferenceRequest;

/** Requests of one dialect, both ways. */
public interface RequestCodec extends RequestEncoder {
    /**
     * Client body to canonical form, fully validated.
     *
     * @param headers the client's headers by lower-case name
     * @param warnings gets what has no canonical form
     */
    InferenceRequest decode(byte[] body, Map<String, String> headers, Warnings warnings);
}
