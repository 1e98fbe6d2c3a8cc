package org.modelgate.common.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON for the whole gateway. Factory and mapper are immutable after start and shared by all threads. */
public final class Json {
    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxNestingDepth(128)
            .maxNumberLength(100)
            .maxNameLength(65_536)
            .maxStringLength(64 * 1024 * 1024)
            .maxTokenCount(4_000_000)
            .build();

    /** JSON is UTF-8 here. To guess UTF-16 or -32 from zero bytes would only give garbage another way to fail. */
    private static final JsonFactory FACTORY = new JsonFactoryBuilder()
            .streamReadConstraints(LIMITS)
            .disable(JsonFactory.Feature.CHARSET_DETECTION)
            .build();

    private static final ObjectMapper MAPPER = JsonMapper.builder(FACTORY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private Json() {}

    /**
     * One whole document.
     *
     * @throws JsonProcessingException if it is none, or something follows it
     */
    public static JsonNode document(byte[] bytes, int offset, int length) throws JsonProcessingException {
        try (JsonParser p = MAPPER.createParser(bytes, offset, length)) {
            JsonNode document = MAPPER.readTree(p);
            if (document == null || p.nextToken() != null) {
                throw new JsonParseException(p, "not one document");
            }
            return document;
        } catch (JsonProcessingException e) {
            throw e;
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }

    /** For streaming parsers and generators. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    public static ObjectMapper mapper() {
        return MAPPER;
    }
}
