package org.modelgate.router.preference;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.modelgate.common.json.Json;
import org.modelgate.router.plan.CallFacts;

/** What conditions compare: the client's metadata, the fields of its body, and the path. The body is read when one is asked for. */
final class BodyValues implements CallFacts.Values {
    private static final String METADATA = "metadata.";
    private static final String PARAMS = "params.";

    private final Map<String, String> metadata;
    private final Supplier<byte[]> body;
    private final String path;

    BodyValues(Map<String, String> metadata, Supplier<byte[]> body, String path) {
        this.metadata = metadata;
        this.body = body;
        this.path = path;
    }

    @Override
    public Optional<String> at(String name) {
        if (name.startsWith(METADATA)) {
            return Optional.ofNullable(metadata.get(name.substring(METADATA.length())));
        }
        return name.startsWith(PARAMS) ? param(name.substring(PARAMS.length())) : Optional.of(path);
    }

    private Optional<String> param(String name) {
        int dot = name.indexOf('.');
        String top = dot < 0 ? name : name.substring(0, dot);
        try (JsonParser p = Json.mapper().createParser(body.get())) {
            p.nextToken();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = p.currentName().equals(top);
                p.nextToken();
                if (wanted) {
                    JsonNode value = p.readValueAsTree();
                    JsonNode found = dot < 0
                            ? value
                            : value.at("/" + name.substring(dot + 1).replace('.', '/'));
                    return found.isValueNode() && !found.isNull() ? Optional.of(found.asText()) : Optional.empty();
                }
                p.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("the body was scanned before", e);
        }
    }
}
