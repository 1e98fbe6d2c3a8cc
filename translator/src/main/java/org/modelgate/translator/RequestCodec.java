package org.modelgate.translator;

import java.util.Map;
import org.modelgate.common.inference.InferenceRequest;

/** Requests of one dialect, both ways. */
public interface RequestCodec {
    /**
     * Client body to canonical form, fully validated.
     *
     * @param headers the client's headers by lower-case name
     * @param warnings gets what has no canonical form
     */
    InferenceRequest decode(byte[] body, Map<String, String> headers, Warnings warnings);

    /** Canonical form to provider body: deterministic, system and tools before messages. */
    EncodedRequest encode(InferenceRequest request, TargetContext target, Warnings warnings);
}
