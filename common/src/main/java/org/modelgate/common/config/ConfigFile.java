package org.modelgate.common.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads YAML and puts the environment into its strings: {@code ${NAME}} must be set, {@code ${NAME:-default}} need not. */
public final class ConfigFile {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?}");
    /** A number stays as it was written, because it may be money; a key that stands twice is a mistake. */
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final Function<String, Optional<String>> environment;
    private final Problems problems = new Problems();

    private ConfigFile(Function<String, Optional<String>> environment) {
        this.environment = environment;
    }

    /** @param environment a variable's value, if it is set */
    public static Reading read(String yaml, Function<String, Optional<String>> environment) {
        ConfigFile file = new ConfigFile(environment);
        try {
            JsonNode root = YAML.readTree(yaml);
            return new Reading(root.isMissingNode() ? null : file.fill("", root), file.problems);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            file.problems.add("", "is no YAML (line " + line + "): " + e.getOriginalMessage());
            return new Reading(null, file.problems);
        }
    }

    private JsonNode fill(String path, JsonNode node) {
        if (node instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> entry : object.properties()) {
                String below = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
                entry.setValue(fill(below, entry.getValue()));
            }
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, fill(path + "[" + i + "]", array.get(i)));
            }
        } else if (node instanceof TextNode text && text.textValue().contains("${")) {
            return TextNode.valueOf(expand(path, text.textValue()));
        }
        return node;
    }

    private String expand(String path, String text) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String name = match.group(1);
            Optional<String> value = environment.apply(name).or(() -> Optional.ofNullable(match.group(2)));
            if (value.isEmpty()) {
                problems.add(path, "the environment variable " + name + " is not set");
            }
            return Matcher.quoteReplacement(value.orElse(""));
        });
    }
}
