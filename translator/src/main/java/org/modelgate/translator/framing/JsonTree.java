package org.modelgate.translator.framing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.modelgate.common.json.Json;

/** Bytes to a tree and back. */
public final class JsonTree {
    private JsonTree() {}

    /** The JSON document, or a missing node if it is none: a body of a proxy, or one that was cut. */
    public static JsonNode of(byte[] bytes, int from, int to) {
        try {
            JsonNode tree = Json.mapper().readTree(bytes, from, to - from);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    public static byte[] bytes(JsonNode tree) {
        try {
            return Json.mapper().writeValueAsBytes(tree);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
