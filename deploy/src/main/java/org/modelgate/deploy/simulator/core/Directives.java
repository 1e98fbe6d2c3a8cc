package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How one answer is to be given. Directives come from, later ones winning key by key: the server's configuration, the
 * phases of {@code /_sim/timelines}, the rules posted to {@code /_sim/faults}, the model's name, the {@code x-sim} header, the last user text.
 *
 * <table>
 * <caption>Forms</caption>
 * <tr><td>header</td><td>{@code x-sim: first=100ms;pace=20ms;fault=cut:5}</td></tr>
 * <tr><td>last user text</td><td>{@code [[sim first=100ms pace=20ms fault=cut:5]]}, taken out before the text is used</td></tr>
 * <tr><td>model name</td><td>{@code anything-sim-first=100ms_pace=20ms}</td></tr>
 * </table>
 *
 * <table>
 * <caption>Keys</caption>
 * <tr><th>key</th><th>value</th><th>default</th><th>meaning</th></tr>
 * <tr><td>first</td><td>100ms, 2s</td><td>0ms</td><td>wait before the response head</td></tr>
 * <tr><td>pace</td><td>20ms</td><td>0ms</td><td>wait before each further event that carries output</td></tr>
 * <tr><td>chunk</td><td>tokens</td><td>4</td><td>output tokens in one event</td></tr>
 * <tr><td>tokens</td><td>tokens</td><td>by hash</td><td>exact size of the text; with tool calls, text stands before them</td></tr>
 * <tr><td>think</td><td>tokens</td><td>by hash</td><td>size of the thinking, where thinking is asked for</td></tr>
 * <tr><td>calls</td><td>number</td><td>by rule</td><td>tool calls to make; 0 for none although tools are offered</td></tr>
 * <tr><td>tool</td><td>name</td><td>by rule</td><td>the tool to call, also where it stands in a namespace; no call if it isn't
 * offered</td></tr>
 * <tr><td>args</td><td>JSON object, percent-encoded</td><td>by schema</td><td>the arguments of each call; a tool that takes free text gets
 * their {@code input}</td></tr>
 * <tr><td>pause</td><td>number</td><td>0</td><td>so many rounds pause before the answer is whole, where the vendor can and runs tools
 * of its own</td></tr>
 * <tr><td>overrun</td><td>1</td><td>0</td><td>the request's cap of output tokens isn't kept, as by some servers</td></tr>
 * <tr><td>fault</td><td>see below</td><td>none</td><td>what goes wrong</td></tr>
 * <tr><td>after</td><td>number</td><td>0</td><td>let so many requests with the same key and text pass first</td></tr>
 * <tr><td>times</td><td>number</td><td>all</td><td>then fail so many, then no more</td></tr>
 * <tr><td>only</td><td>text</td><td></td><td>the fault is for models whose name contains this; others aren't counted</td></tr>
 * <tr><td>retry-after</td><td>seconds</td><td>1</td><td>on 429 and 529, where the vendor tells it; {@code none}
 * leaves it out</td></tr>
 * </table>
 *
 * <table>
 * <caption>Faults</caption>
 * <tr><td>{@code 400 .. 599}</td><td>that status with the dialect's error body; 529 is
 * 503 where the vendor knows no 529</td></tr>
 * <tr><td>{@code hang}</td><td>no response head, ever</td></tr>
 * <tr><td>{@code reset}</td><td>connection closed before the head</td></tr>
 * <tr><td>{@code stall:k}</td><td>head and k events, then silence</td></tr>
 * <tr><td>{@code cut:k}</td><td>head and k events, then the connection closes</td></tr>
 * <tr><td>{@code error:k}</td><td>k events, then the dialect's error event</td></tr>
 * <tr><td>{@code garbage:k}</td><td>k events, bytes that are no event, the rest</td></tr>
 * <tr><td>{@code noterminal}, {@code nodone}</td><td>ends cleanly without the last event</td></tr>
 * <tr><td>{@code drip}</td><td>one byte a write</td></tr>
 * <tr><td>{@code html}, {@code errorbody}, {@code empty}</td><td>200 with a page, an error, nothing</td></tr>
 * <tr><td>{@code unary}</td><td>a whole JSON answer to a streamed request</td></tr>
 * <tr><td>{@code usage:missing|negative|huge|text}</td><td>usage left out, below zero, 1e12, no number</td></tr>
 * </table>
 *
 * On a unary answer {@code cut} and {@code stall} send the first half, {@code error} is {@code errorbody}, and
 * {@code garbage} stands before the JSON.
 */
public record Directives(Map<String, String> values) {

    public static final Directives NONE = new Directives(Map.of());
    public static final String HEADER = "x-sim";

    private static final Pattern IN_TEXT = Pattern.compile("\\s*\\[\\[sim\\s+([^\\]]*)\\]\\]");
    private static final String IN_MODEL = "-sim-";
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,7})(ms|s)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,7}");
    private static final ObjectMapper JSON = new ObjectMapper();

    public Directives {
        values.forEach(Directives::check);
        values = Map.copyOf(values);
    }

    /**
     * Reads {@code key=value} words.
     *
     * @throws IllegalArgumentException naming the key or value that isn't understood
     */
    public static Directives parse(String text, String separators) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String word : text.split(separators, -1)) {
            if (word.isBlank()) {
                continue;
            }
            int equals = word.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("not a directive: " + word.strip());
            }
            values.put(
                    word.substring(0, equals).strip(),
                    word.substring(equals + 1).strip());
        }
        return new Directives(values);
    }

    /** Words separated by blanks, commas or semicolons, as in texts, headers and configuration. */
    public static Directives parse(String text) {
        return parse(text, "[\\s,;]+");
    }

    public static Directives inText(String text) {
        Directives found = NONE;
        Matcher matcher = IN_TEXT.matcher(text);
        while (matcher.find()) {
            found = parse(matcher.group(1)).over(found);
        }
        return found;
    }

    public static Directives inModel(String model) {
        int at = model.indexOf(IN_MODEL);
        String suffix = at < 0 ? "" : model.substring(at + IN_MODEL.length());
        return suffix.contains("=") ? parse(suffix, "_") : NONE;
    }

    /** The text as the model reads it. */
    public static String removedFrom(String text) {
        return IN_TEXT.matcher(text).replaceAll("");
    }

    public Directives over(Directives base) {
        if (values.isEmpty()) {
            return base;
        }
        Map<String, String> merged = new LinkedHashMap<>(base.values);
        merged.putAll(values);
        return new Directives(merged);
    }

    public boolean has(String key) {
        return values.containsKey(key);
    }

    public Directives without(String key) {
        Map<String, String> rest = new LinkedHashMap<>(values);
        rest.remove(key);
        return new Directives(rest);
    }

    public Duration first() {
        return duration("first");
    }

    public Duration pace() {
        return duration("pace");
    }

    public int chunk() {
        return Math.max(1, number("chunk").orElse(4));
    }

    public Optional<Integer> tokens() {
        return number("tokens");
    }

    public Optional<Integer> think() {
        return number("think");
    }

    public Optional<Integer> calls() {
        return number("calls");
    }

    public int pauses() {
        return number("pause").orElse(0);
    }

    public Optional<String> tool() {
        return Optional.ofNullable(values.get("tool"));
    }

    /** An object; a tool that takes free text gets its {@code input}. */
    public Optional<JsonNode> args() {
        return Optional.ofNullable(values.get("args")).map(Directives::object);
    }

    public Fault fault() {
        return Fault.parse(values.getOrDefault("fault", "none"));
    }

    public boolean overrun() {
        return number("overrun").orElse(0) == 1;
    }

    public int after() {
        return number("after").orElse(0);
    }

    public int times() {
        return number("times").orElse(Integer.MAX_VALUE);
    }

    public String only() {
        return values.getOrDefault("only", "");
    }

    public Optional<String> retryAfter() {
        String seconds = values.getOrDefault("retry-after", "1");
        return seconds.equals("none") ? Optional.empty() : Optional.of(seconds);
    }

    private Duration duration(String key) {
        return Duration.ofMillis(millis(key, values.getOrDefault(key, "0ms")));
    }

    /**
     * A duration such as 20ms or 2s.
     *
     * @param key names it in the complaint
     */
    public static long millis(String key, String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(key + " is no duration such as 20ms or 2s");
        }
        return Long.parseLong(matcher.group(1)) * (matcher.group(2).equals("s") ? 1_000 : 1);
    }

    private Optional<Integer> number(String key) {
        return Optional.ofNullable(values.get(key)).map(Integer::valueOf);
    }

    private static void check(String key, String value) {
        boolean legal = switch (key) {
            case "first", "pace" -> DURATION.matcher(value).matches();
            case "overrun" -> value.equals("0") || value.equals("1");
            case "calls", "pause" -> value.matches("[0-9]{1,2}");
            case "chunk", "tokens", "think", "after", "times" ->
                NUMBER.matcher(value).matches();
            case "retry-after" -> value.equals("none") || NUMBER.matcher(value).matches();
            case "only", "tool" -> !value.isEmpty();
            case "args" -> object(value) != null;
            case "fault" -> Fault.parse(value) != null;
            default -> throw new IllegalArgumentException("unknown directive: " + key);
        };
        if (!legal) {
            throw new IllegalArgumentException("bad value of directive " + key + ": " + value);
        }
    }

    private static @Nullable JsonNode object(String percentEncoded) {
        String text = URLDecoder.decode(percentEncoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        try {
            JsonNode node = JSON.readTree(text);
            return node.isObject() ? node : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
