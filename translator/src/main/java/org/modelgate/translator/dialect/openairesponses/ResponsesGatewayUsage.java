package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.framing.Splices;

/** The charge in a provider's whole response, whose other bytes stay. */
final class ResponsesGatewayUsage {
    private ResponsesGatewayUsage() {}

    static byte[] withGatewayUsage(byte[] body, GatewayUsage usage) {
        return Splices.withMember(body, 0, body.length, GatewayUsageJson.member(usage));
    }
}
