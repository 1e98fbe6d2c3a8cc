package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan.Span;
import org.modelgate.translator.ChatQuirks;
import org.modelgate.translator.EncodedRequest;
import org.modelgate.translator.Warnings;
import org.modelgate.translator.framing.MemberCuts;
import org.modelgate.translator.framing.Splices;

/** A chat body on its way to a vendor with quirks. One walk over its bytes finds what has to change; all else stays as it is. */
final class VendorBody {
    private static final Span NOWHERE = new Span(0, 0);

    /** A member of the top level, from its name's quote to the end of its value. */
    private record Member(String name, int start, Span value) {}

    private final byte[] body;
    private final BodyWalk walk;
    private final ChatQuirks quirks;
    private final Splices splices;
    private final Warnings warnings = new Warnings();
    private final List<Member> members = new ArrayList<>();
    private String model = "";

    VendorBody(byte[] body, ChatQuirks quirks) {
        this.body = body;
        this.walk = new BodyWalk(body);
        this.quirks = quirks;
        this.splices = new Splices(body);
    }

    EncodedRequest applied(EncodedRequest request) {
        if (!walk.top((name, start, value) -> members.add(new Member(name, start, value)))) {
            throw GatewayError.invalid("the request body must be one JSON object")
                    .asException();
        }
        topLevel();
        return new EncodedRequest(splices.apply(), request.headers(), warnings.entries());
    }

    private void topLevel() {
        Map<String, Span> values = new HashMap<>();
        members.forEach(member -> values.put(member.name, member.value));
        model = walk.raw(values.getOrDefault("model", NOWHERE)).replace("\"", "");
        Set<String> dropped = new HashSet<>(quirks.dropped());
        quirks.droppedWhere().stream()
                .filter(some -> some.models().test(model))
                .forEach(some -> dropped.addAll(some.fields()));
        MemberCuts cuts = new MemberCuts();
        for (Member member : members) {
            cuts.member(member.start, member.value.end(), cut(member, dropped, values));
        }
        splices.cut(cuts);
    }

    private boolean cut(Member member, Set<String> dropped, Map<String, Span> values) {
        boolean empty = walk.raw(member.value).equals("null");
        if (empty && !quirks.nulls()) {
            return true;
        }
        if (dropped.contains(member.name)) {
            // what a stream ends with comes unasked where the option is unknown
            if (!empty && !member.name.equals("stream_options")) {
                warnings.add(member.name, "unsupported");
            }
            return true;
        }
        String other = quirks.renamed().get(member.name);
        if (other != null) {
            Span there = values.get(other);
            if (there != null && !walk.raw(there).equals("null")) {
                return true;
            }
            splices.replace(member.start, member.start + member.name.length() + 2, ('"' + other + '"').getBytes(UTF_8));
        }
        return !empty && valueCut(member);
    }

    /** Replaces a value that the vendor has another one for; true if it is to go. */
    private boolean valueCut(Member member) {
        Map<String, String> words = quirks.synonyms().getOrDefault(member.name, Map.of());
        @Nullable String word = words.isEmpty() ? null : words.get(walk.raw(member.value));
        if (word != null) {
            splices.replace(member.value.start(), member.value.end(), word.getBytes(UTF_8));
            return false;
        }
        Map<String, String> replacements = quirks.values().get(member.name);
        if (replacements != null) {
            String value = walk.raw(member.value);
            String sent = replacements.getOrDefault(value, replacements.getOrDefault("*", value));
            if (sent.isEmpty()) {
                warnings.add(member.name, "unsupported");
            } else if (!sent.equals(value)) {
                warnings.add(member.name, "approximated");
                splices.replace(member.value.start(), member.value.end(), sent.getBytes(UTF_8));
            }
            return sent.isEmpty();
        }
        if (body[member.value.start()] == '[') {
            switch (member.name) {
                case "messages" -> walk.elements(member.value, this::message);
                case "tools" -> walk.elements(member.value, this::tool);
                default -> {
                    // nothing in it differs
                }
            }
        }
        return false;
    }

    /** Goes over the members of an object and cuts those that the visitor says. */
    private void members(Span object, BodyWalk.MemberVisitor visitor) {
        splices.cut(walk.members(object, visitor));
    }

    private void tool(Span tool) {
        if (quirks.strict()) {
            return;
        }
        members(tool, (name, start, value) -> {
            if (name.equals("function") && body[value.start()] == '{') {
                members(value, (inner, at, flag) -> {
                    boolean strict = inner.equals("strict");
                    if (strict && walk.raw(flag).equals("true")) {
                        warnings.add("tools.strict", "unsupported");
                    }
                    return strict;
                });
            }
            return false;
        });
    }

    private void message(Span message) {
        Map<String, String> said = new HashMap<>();
        members(message, (name, start, value) -> {
            said.put(name, name.equals("role") ? walk.raw(value) : "");
            boolean empty = walk.raw(new Span(value.start(), Math.min(value.end(), value.start() + 5)))
                    .startsWith("null");
            return switch (name) {
                case "name" -> !quirks.names();
                case "reasoning_content", "reasoning" -> reasoning(name, start, said);
                case "tool_call_id" -> {
                    callId(value);
                    yield false;
                }
                case "tool_calls" -> {
                    walk.elements(value, this::call);
                    yield empty && !quirks.nulls();
                }
                default -> empty && !quirks.nulls();
            };
        });
        boolean assistants = Objects.equals(said.get("role"), "\"assistant\"");
        if (assistants
                && !said.containsKey(quirks.reasoning())
                && quirks.backfill().test(model)) {
            splices.insert(message.start() + 1, ("\"" + quirks.reasoning() + "\":\"\",").getBytes(UTF_8));
        }
    }

    /** What came back from the client goes under the vendor's own name, or not at all. */
    private boolean reasoning(String name, int start, Map<String, String> said) {
        boolean second = said.containsKey("reasoning") && said.containsKey("reasoning_content");
        if (quirks.reasoning().isEmpty() || second) {
            return true;
        }
        said.put(quirks.reasoning(), "");
        if (!name.equals(quirks.reasoning())) {
            splices.replace(start, start + name.length() + 2, ('"' + quirks.reasoning() + '"').getBytes(UTF_8));
        }
        return false;
    }

    private void call(Span call) {
        members(call, (name, start, value) -> {
            if (name.equals("id")) {
                callId(value);
            }
            return false;
        });
    }

    private void callId(Span value) {
        if (quirks.callIds() == ChatQuirks.CallIds.ANY || body[value.start()] != '"') {
            return;
        }
        String id = walk.raw(new Span(value.start() + 1, value.end() - 1));
        String other = CallIds.nineAlphanumeric(id);
        if (!other.equals(id)) {
            splices.replace(value.start() + 1, value.end() - 1, other.getBytes(UTF_8));
        }
    }
}
