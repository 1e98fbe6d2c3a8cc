package org.modelgate.translator;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Where a server of Chat Completions differs from OpenAI's, as data (wire notes on OpenAI-compatible providers). It is applied to
 * the finished body, whether the client wrote it or a translator.
 *
 * @param dropped top-level fields that it refuses or ignores
 * @param droppedWhere more of them for some models, by the server's name of the model
 * @param renamed top-level fields that it has another name for
 * @param values what it takes instead of some values, by field; both in JSON, {@code *} for any other value, nothing for "leave it
 *     out"
 * @param synonyms its own words for some values, by field; both in JSON
 * @param strict whether a tool may be strict
 * @param names whether a message may have a name
 * @param nulls whether a field may be null
 * @param reasoning field of an assistant's message for its reasoning; empty if it takes none
 * @param backfill models of which each assistant's message must have that field
 * @param callIds form of a tool call's id
 */
public record ChatQuirks(
        Set<String> dropped,
        List<Some> droppedWhere,
        Map<String, String> renamed,
        Map<String, Map<String, String>> values,
        Map<String, Map<String, String>> synonyms,
        boolean strict,
        boolean names,
        boolean nulls,
        String reasoning,
        Predicate<String> backfill,
        CallIds callIds) {

    /** Fields that are dropped for some models. */
    public record Some(Predicate<String> models, Set<String> fields) {}

    /** Which ids of tool calls a server takes. */
    public enum CallIds {
        ANY,
        /** Exactly nine letters and digits. */
        NINE_ALPHANUMERIC
    }

    /** The name of the field in most servers and in the translator's output. */
    public static final String REASONING = "reasoning_content";

    /** No differences. */
    public static final ChatQuirks NONE = new ChatQuirks(
            Set.of(),
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            true,
            true,
            true,
            REASONING,
            model -> false,
            CallIds.ANY);

    public ChatQuirks {
        dropped = Set.copyOf(dropped);
        droppedWhere = List.copyOf(droppedWhere);
        renamed = Map.copyOf(renamed);
        values = Map.copyOf(values);
        synonyms = Map.copyOf(synonyms);
    }

    public ChatQuirks dropping(String... fields) {
        Set<String> all = new HashSet<>(dropped);
        all.addAll(List.of(fields));
        return new ChatQuirks(
                all, droppedWhere, renamed, values, synonyms, strict, names, nulls, reasoning, backfill, callIds);
    }

    /** Fields that models of some names refuse. */
    public ChatQuirks droppingFor(Predicate<String> models, String... fields) {
        return new ChatQuirks(
                dropped,
                List.of(new Some(models, Set.of(fields))),
                renamed,
                values,
                synonyms,
                strict,
                names,
                nulls,
                reasoning,
                backfill,
                callIds);
    }

    public ChatQuirks renaming(String field, String name) {
        Map<String, String> all = new HashMap<>(renamed);
        all.put(field, name);
        return new ChatQuirks(
                dropped, droppedWhere, all, values, synonyms, strict, names, nulls, reasoning, backfill, callIds);
    }

    public ChatQuirks taking(String field, Map<String, String> replacements) {
        Map<String, Map<String, String>> all = new HashMap<>(values);
        all.put(field, Map.copyOf(replacements));
        return new ChatQuirks(
                dropped, droppedWhere, renamed, all, synonyms, strict, names, nulls, reasoning, backfill, callIds);
    }

    /** A field whose values have other names. */
    public ChatQuirks saying(String field, Map<String, String> words) {
        Map<String, Map<String, String>> all = new HashMap<>(synonyms);
        all.put(field, Map.copyOf(words));
        return new ChatQuirks(
                dropped, droppedWhere, renamed, values, all, strict, names, nulls, reasoning, backfill, callIds);
    }

    public ChatQuirks withoutStrict() {
        return new ChatQuirks(
                dropped, droppedWhere, renamed, values, synonyms, false, names, nulls, reasoning, backfill, callIds);
    }

    public ChatQuirks withoutNames() {
        return new ChatQuirks(
                dropped, droppedWhere, renamed, values, synonyms, strict, false, nulls, reasoning, backfill, callIds);
    }

    public ChatQuirks withoutNulls() {
        return new ChatQuirks(
                dropped, droppedWhere, renamed, values, synonyms, strict, names, false, reasoning, backfill, callIds);
    }

    public ChatQuirks reasoningIn(String field) {
        return new ChatQuirks(
                dropped, droppedWhere, renamed, values, synonyms, strict, names, nulls, field, backfill, callIds);
    }

    public ChatQuirks backfilling(Predicate<String> models) {
        return new ChatQuirks(
                dropped, droppedWhere, renamed, values, synonyms, strict, names, nulls, reasoning, models, callIds);
    }

    public ChatQuirks withCallIds(CallIds form) {
        return new ChatQuirks(
                dropped, droppedWhere, renamed, values, synonyms, strict, names, nulls, reasoning, backfill, form);
    }
}
