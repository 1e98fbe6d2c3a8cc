package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.common.error.GatewayError;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.framing.JsonTree;

/** What a whole response says about itself. One that failed has status 200 too. */
final class ResponsesAnswerReader {
    private ResponsesAnswerReader() {}

    static AnswerFacts read(byte[] body) {
        ResponseScan scan = new ResponseScan();
        if (!scan.scan(body, 0, body.length)) {
            return new AnswerFacts(null, 0, null, GatewayError.provider("The provider's answer is no JSON object."));
        }
        if (scan.hasOutput && scan.answered) {
            return new AnswerFacts(scan.usage(), scan.textBytes, scan.id, null);
        }
        GatewayError error = scan.hasOutput || scan.failed
                ? ResponsesErrorCodec.ofResponse(JsonTree.of(body, 0, body.length))
                : ResponsesErrorCodec.inAnswer(body)
                        .orElseGet(() -> GatewayError.provider("The provider's answer is no response."));
        return new AnswerFacts(scan.usage(), scan.textBytes, scan.id, error);
    }
}
