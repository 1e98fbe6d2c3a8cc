package org.modelgate.translator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.Message;
import org.modelgate.common.inference.Message.Role;

/**
 * Brings a canonical conversation into the order that APIs with strict turns take, Messages and Converse among them (translation table, sections 2 and 5): each call
 * answered first in the next user message, late system texts in a legal place, roles merged, beginning with the user. A pure
 * function of the messages, so that a longer history begins like the shorter one.
 */
public final class Conversation {
    private static final String REMINDER_START = "<system-reminder>\n";
    private static final String REMINDER_END = "\n</system-reminder>";

    private final boolean lateSystem;
    private final Warnings warnings;

    /** @param lateSystem whether the model takes {@code role: system} between messages */
    public Conversation(boolean lateSystem, Warnings warnings) {
        this.lateSystem = lateSystem;
        this.warnings = warnings;
    }

    /** The conversation in that order; part lists may be shared with the given one. */
    public List<Message> arrange(List<Message> messages) {
        List<Message> turns = merged(placeSystem(merged(pairCalls(merged(speaking(messages))))));
        if (!turns.isEmpty() && turns.get(0).role() != Role.USER) {
            warnings.add("messages", "user-turn-inserted");
            turns.add(0, new Message(Role.USER, List.of(ContentPart.Text.of("(start)"))));
        }
        return turns;
    }

    /** Without parts that say nothing, and without messages that are left empty. */
    private static List<Message> speaking(List<Message> messages) {
        List<Message> result = new ArrayList<>(messages.size());
        for (Message message : messages) {
            List<ContentPart> parts =
                    message.parts().stream().filter(Conversation::speaks).toList();
            if (!parts.isEmpty()) {
                result.add(new Message(message.role(), parts));
            }
        }
        return result;
    }

    private static boolean speaks(ContentPart part) {
        return switch (part) {
            case ContentPart.Text text -> !text.text().isBlank();
            case ContentPart.Refusal refusal -> !refusal.text().isBlank();
            default -> true;
        };
    }

    private static List<Message> merged(List<Message> messages) {
        List<Message> result = new ArrayList<>(messages.size());
        for (Message message : messages) {
            int last = result.size() - 1;
            if (last >= 0 && result.get(last).role() == message.role()) {
                List<ContentPart> parts = new ArrayList<>(result.get(last).parts());
                parts.addAll(message.parts());
                result.set(last, new Message(message.role(), parts));
            } else {
                result.add(message);
            }
        }
        return result;
    }

    /** Every assistant turn with calls is followed by a user turn that begins with all their results. */
    private List<Message> pairCalls(List<Message> messages) {
        Map<String, ContentPart.ToolResult> results = new HashMap<>();
        Set<String> asked = new LinkedHashSet<>();
        for (Message message : messages) {
            for (ContentPart part : message.parts()) {
                if (part instanceof ContentPart.ToolResult result) {
                    results.putIfAbsent(result.callId(), result);
                } else if (part instanceof ContentPart.ToolCall call) {
                    asked.add(call.id());
                }
            }
        }
        List<Message> paired = new ArrayList<>(messages.size() + 1);
        for (Message message : messages) {
            List<ContentPart> parts = new ArrayList<>();
            Map<String, ContentPart.ToolCall> calls = new LinkedHashMap<>();
            for (ContentPart part : message.parts()) {
                if (part instanceof ContentPart.ToolCall call) {
                    calls.put(call.id(), call);
                }
                if (!(part instanceof ContentPart.ToolResult result)) {
                    parts.add(part);
                } else if (!asked.contains(result.callId())) {
                    warnings.add("messages", "result-without-call");
                    parts.addAll(result.content());
                }
            }
            if (!parts.isEmpty()) {
                paired.add(new Message(message.role(), parts));
            }
            if (!calls.isEmpty()) {
                paired.add(new Message(Role.USER, answers(calls.keySet(), results)));
            }
        }
        return paired;
    }

    private List<ContentPart> answers(Set<String> calls, Map<String, ContentPart.ToolResult> results) {
        List<ContentPart> answers = new ArrayList<>(calls.size());
        for (String id : calls) {
            ContentPart.ToolResult result = results.get(id);
            if (result == null) {
                warnings.add("messages", "call-without-result");
                result =
                        new ContentPart.ToolResult(id, List.of(ContentPart.Text.of("no result was given")), true, null);
            }
            answers.add(result);
        }
        return answers;
    }

    /** A system text stays where it is: hoisting it would change the prefix that caches and signatures depend on. */
    private List<Message> placeSystem(List<Message> messages) {
        List<Message> result = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            Message message = messages.get(i);
            boolean afterUser = i > 0 && messages.get(i - 1).role() == Role.USER;
            boolean beforeAssistant =
                    i + 1 == messages.size() || messages.get(i + 1).role() == Role.ASSISTANT;
            if (message.role() != Role.SYSTEM || (lateSystem && afterUser && beforeAssistant)) {
                result.add(message);
            } else {
                result.add(new Message(
                        Role.USER,
                        message.parts().stream().map(Conversation::reminder).toList()));
            }
        }
        return result;
    }

    private static ContentPart reminder(ContentPart part) {
        return part instanceof ContentPart.Text text
                ? new ContentPart.Text(REMINDER_START + text.text() + REMINDER_END, text.cache(), null)
                : part;
    }
}
