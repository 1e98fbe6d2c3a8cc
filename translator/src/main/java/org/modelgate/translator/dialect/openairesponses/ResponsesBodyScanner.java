package org.modelgate.translator.dialect.openairesponses;

import org.modelgate.common.inference.BodyScan;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.openai.BodyPass;

/** Scans Responses requests. */
final class ResponsesBodyScanner implements BodyScanner {
    @Override
    public BodyScan scan(byte[] body) {
        return BodyPass.scan(body, ResponsesBodyPass::new);
    }
}
