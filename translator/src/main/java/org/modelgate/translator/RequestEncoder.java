package org.modelgate.translator;

import org.modelgate.common.inference.InferenceRequest;

/** Requests to a provider of one dialect. */
public interface RequestEncoder {
    /** Canonical form to provider body: deterministic, system and tools before messages. */
    EncodedRequest encode(InferenceRequest request, TargetContext target, Warnings warnings);
}
