package org.modelgate.translator.dialect.openaichat;

import org.modelgate.translator.ChatQuirks;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Hosting;

/**
 * Chat at a vendor with quirks.
 *
 * @param at its path
 */
public record VendorChat(String at, ChatQuirks quirks) implements Hosting {
    @Override
    public String path(String model, boolean stream) {
        return at;
    }

    @Override
    public EncodedRequest wrap(EncodedRequest request, boolean stream) {
        return new VendorBody(request.body(), quirks).applied(request);
    }
}
