package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.modelgate.edge.api.Documents;

/** A whole answer of an admin endpoint. */
record AdminAnswer(int status, String contentType, byte[] body) {
    static AdminAnswer ok(ObjectNode document) {
        return of(200, document);
    }

    static AdminAnswer of(int status, ObjectNode document) {
        return new AdminAnswer(status, "application/json", Documents.bytes(document));
    }

    static AdminAnswer text(String contentType, String text) {
        return new AdminAnswer(200, contentType, text.getBytes(StandardCharsets.UTF_8));
    }
}
