package org.modelgate.translator.dialect.openaichat;

import org.modelgate.common.inference.BodyScan;
import org.modelgate.translator.BodyScanner;
import org.modelgate.translator.openai.BodyPass;

/** Scans chat requests. */
final class ChatBodyScanner implements BodyScanner {
    @Override
    public BodyScan scan(byte[] body) {
        return BodyPass.scan(body, ChatBodyPass::new);
    }
}
