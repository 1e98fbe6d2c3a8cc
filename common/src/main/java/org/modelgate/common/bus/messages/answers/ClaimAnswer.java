package org.modelgate.common.bus.messages.answers;

import java.util.UUID;
import org.modelgate.common.bus.Request;

/**
 * edge to billing, before a call is routed: may it run, or was it asked before?
 *
 * @param key as the client gave it; unique within the account
 * @param fingerprint lower-case hex SHA-256 of what was asked
 */
public record ClaimAnswer(String account, String key, String fingerprint, UUID callId)
        implements Request<AnswerClaim> {}
