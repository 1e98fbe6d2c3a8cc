package org.modelgate.common.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of the file. Several modules may read the same section; a key that none of them asked for is reported by {@link
 * Reading#reportUnknownKeys}. A wrong value is reported and the default is returned, so that one run finds all faults.
 */
public final class Section {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d+)(B|KB|MB|GB)");

    private final String path;
    private final @Nullable JsonNode node;
    private final Reading reading;

    Section(String path, @Nullable JsonNode node, Reading reading) {
        this.path = path;
        this.reading = reading;
        if (node != null && !node.isNull() && !node.isObject()) {
            reading.problems().add(path, "must be a mapping");
            this.node = null;
        } else {
            this.node = node == null || node.isNull() ? null : node;
        }
        if (this.node != null) {
            reading.opened(path, this.node);
        }
    }

    /** Path of a key of this section in the file. */
    public String path(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    public String path() {
        return path;
    }

    public void problem(String key, String problem) {
        reading.problems().add(path(key), problem);
    }

    /** Whether the section itself stands in the file. */
    public boolean present() {
        return node != null;
    }

    public boolean has(String key) {
        JsonNode value = node == null ? null : node.get(key);
        return value != null && !value.isNull();
    }

    private @Nullable JsonNode take(String key) {
        reading.asked(path(key));
        JsonNode value = node == null ? null : node.get(key);
        return value == null || value.isNull() ? null : value;
    }

    public Section section(String key) {
        return new Section(path(key), take(key), reading);
    }

    /** The sections below a mapping of names, in order. */
    public Map<String, Section> named(String key) {
        Map<String, Section> sections = new LinkedHashMap<>();
        JsonNode value = take(key);
        if (value != null && !value.isObject()) {
            problem(key, "must be a mapping of names");
        } else if (value != null) {
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                sections.put(entry.getKey(), new Section(path(key) + "." + entry.getKey(), entry.getValue(), reading));
            }
        }
        return sections;
    }

    /** The sections of a list of mappings. */
    public List<Section> list(String key) {
        List<Section> sections = new ArrayList<>();
        JsonNode value = take(key);
        if (value != null && !value.isArray()) {
            problem(key, "must be a list");
        } else if (value != null) {
            for (int i = 0; i < value.size(); i++) {
                sections.add(new Section(path(key) + "[" + i + "]", value.get(i), reading));
            }
        }
        return sections;
    }

    public List<String> strings(String key) {
        List<String> texts = new ArrayList<>();
        JsonNode value = take(key);
        if (value != null && !value.isArray()) {
            problem(key, "must be a list of strings");
        } else if (value != null) {
            for (int i = 0; i < value.size(); i++) {
                add(path(key) + "[" + i + "]", value.get(i), texts::add);
            }
        }
        return texts;
    }

    /** A mapping of strings to strings, in order. */
    public Map<String, String> stringMap(String key) {
        Map<String, String> map = new LinkedHashMap<>();
        JsonNode value = take(key);
        if (value != null && !value.isObject()) {
            problem(key, "must be a mapping");
        } else if (value != null) {
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                add(path(key) + "." + entry.getKey(), entry.getValue(), text -> map.put(entry.getKey(), text));
            }
        }
        return map;
    }

    private void add(String itemPath, JsonNode item, Consumer<String> texts) {
        if (item.isNull() || !item.isValueNode()) {
            reading.problems().add(itemPath, "must be a string");
        } else {
            texts.accept(item.asText());
        }
    }

    public @Nullable String string(String key) {
        JsonNode value = take(key);
        if (value != null && !value.isValueNode()) {
            problem(key, "must be a string");
            return null;
        }
        return value == null ? null : value.asText();
    }

    public String string(String key, String otherwise) {
        String value = string(key);
        return value == null ? otherwise : value;
    }

    /** A string that must be there; reported and empty if it isn't. */
    public String required(String key) {
        String value = string(key);
        if (value == null || value.isBlank()) {
            problem(key, "is required");
            return "";
        }
        return value;
    }

    public boolean bool(String key, boolean otherwise) {
        String value = string(key);
        if (value == null) {
            return otherwise;
        }
        if (!value.equals("true") && !value.equals("false")) {
            problem(key, "must be true or false");
            return otherwise;
        }
        return value.equals("true");
    }

    public int integer(String key, int otherwise, int min, int max) {
        return (int) number(key, otherwise, min, max);
    }

    /** A whole number within {@code [min, max]}. */
    public long number(String key, long otherwise, long min, long max) {
        return parse(key, otherwise, text -> {
            long value = new BigDecimal(text).longValueExact();
            if (value < min || value > max) {
                throw new IllegalArgumentException("must be from " + min + " to " + max);
            }
            return value;
        });
    }

    public @Nullable BigDecimal decimal(String key) {
        return has(key) ? parse(key, BigDecimal.ZERO, BigDecimal::new) : absent(key);
    }

    private @Nullable BigDecimal absent(String key) {
        reading.asked(path(key));
        return null;
    }

    /** A duration such as {@code 500ms, 10s, 5m}. */
    public Duration duration(String key, Duration otherwise) {
        return parse(key, otherwise, Section::parseDuration);
    }

    /** A size in bytes such as {@code 64KB, 32MB}. */
    public long bytes(String key, long otherwise) {
        return parse(key, otherwise, Section::parseSize);
    }

    /** A value of an own type; an IllegalArgumentException's message becomes the problem. */
    public <T> T parse(String key, T otherwise, Function<String, T> parser) {
        String text = string(key);
        if (text == null) {
            return otherwise;
        }
        try {
            return parser.apply(text);
        } catch (NumberFormatException e) {
            problem(key, "must be a number, not '" + text + "'");
        } catch (ArithmeticException e) {
            problem(key, "must be a whole number that fits, not '" + text + "'");
        } catch (IllegalArgumentException e) {
            problem(key, e.getMessage() == null ? "is wrong" : e.getMessage());
        }
        return otherwise;
    }

    public static Duration parseDuration(String text) {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("must be a duration such as 500ms, 10s or 5m, not '" + text + "'");
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "ms" -> Duration.ofMillis(n);
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    private static long parseSize(String text) {
        Matcher m = SIZE.matcher(text.toUpperCase(Locale.ROOT));
        if (!m.matches()) {
            throw new IllegalArgumentException("must be a size such as 64KB or 32MB, not '" + text + "'");
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "B" -> n;
            case "KB" -> Math.multiplyExact(n, 1L << 10);
            case "MB" -> Math.multiplyExact(n, 1L << 20);
            default -> Math.multiplyExact(n, 1L << 30);
        };
    }
}
