package org.modelgate.translator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.common.json.Json;
import org.modelgate.translator.framing.JsonMembers;
import org.modelgate.translator.framing.Splices;

/** Changes of members of a body that was scanned before; all other bytes stay. For the few requests that ask for them. */
public final class BodyMembers {
    private BodyMembers() {}

    /** @param cuts as its scan found them; they don't overlap */
    public static byte[] without(byte[] body, Collection<Span> cuts) {
        Splices splices = new Splices(body);
        cuts.forEach(cut -> splices.cut(cut.start(), cut.end()));
        return splices.apply();
    }

    /**
     * The body with some members set, some added if they aren't there, some gone.
     *
     * @param set JSON text by name
     * @param defaults JSON text by name
     */
    public static byte[] edit(
            byte[] body, Map<String, String> set, Map<String, String> defaults, Collection<String> drop) {
        if (set.isEmpty() && defaults.isEmpty() && drop.isEmpty()) {
            return body;
        }
        Set<String> there = names(body);
        Set<String> gone = new HashSet<>(set.keySet());
        gone.addAll(drop);
        Map<String, String> added = new LinkedHashMap<>(set);
        defaults.forEach((name, json) -> {
            if (!there.contains(name) || gone.contains(name)) {
                added.putIfAbsent(name, json);
            }
        });
        byte[] rest = JsonMembers.without(body, gone::contains);
        StringBuilder members = new StringBuilder();
        added.forEach((name, json) -> members.append(members.isEmpty() ? "" : ",")
                .append('"')
                .append(JsonStringEncoder.getInstance().quoteAsString(name))
                .append("\":")
                .append(json));
        return members.isEmpty()
                ? rest
                : Splices.withMember(rest, 0, rest.length, members.toString().getBytes(UTF_8));
    }

    private static Set<String> names(byte[] body) {
        Set<String> names = new HashSet<>();
        try (JsonParser p = Json.factory().createParser(body)) {
            p.nextToken();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                names.add(p.currentName());
                p.nextToken();
                p.skipChildren();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the body was scanned before", e);
        }
        return names;
    }
}
