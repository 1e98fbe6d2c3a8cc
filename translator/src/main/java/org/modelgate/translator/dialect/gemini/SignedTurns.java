package org.modelgate.translator.dialect.gemini;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.common.inference.Message;
import org.modelgate.translator.Carriers;
import org.modelgate.translator.TargetContext;

/**
 * Brings the thought signatures of earlier answers back to their parts. What comes out holds no reasoning but {@link
 * ContentPart.Thinking} parts that are signatures: {@link #ON_NEXT} for the part that follows, {@link #ALONE} for a part without
 * text, {@link #ON_THOUGHT} for the thought itself. Reasoning of other providers or without signature is left out: this
 * one doesn't need its thoughts back.
 */
final class SignedTurns {
    static final String ON_NEXT = "next:";
    static final String ALONE = "alone:";
    static final String ON_THOUGHT = "thought:";

    private final TargetContext target;

    SignedTurns(TargetContext target) {
        this.target = target;
    }

    Message restore(Message message) {
        return message.role() == Message.Role.ASSISTANT
                ? new Message(message.role(), new Turn(message.parts()).restored())
                : message;
    }

    private @Nullable SignedPlace place(ContentPart.Thinking thinking) {
        String signature = thinking.signature();
        if (signature == null || !Carriers.isCarrier(signature)) {
            return null;
        }
        return target.carriers()
                .open(signature, target.provider(), target.model())
                .filter(opened -> opened.kind().equals("thinking"))
                .map(opened -> SignedPlace.parse(opened.payload()))
                .orElse(null);
    }

    /** One answer of the past. */
    private final class Turn {
        private final List<ContentPart> parts;
        private final Map<Integer, String> onCalls = new HashMap<>();
        private final List<SignedPlace> onText = new ArrayList<>();
        private final List<ContentPart> out = new ArrayList<>();
        /** Text parts that stand together; clients may have cut or joined them. */
        private final StringBuilder run = new StringBuilder();

        private int runStart;

        Turn(List<ContentPart> parts) {
            this.parts = parts;
            for (ContentPart part : parts) {
                SignedPlace place = part instanceof ContentPart.Thinking thinking ? place(thinking) : null;
                if (place != null) {
                    switch (place.kind()) {
                        case CALL -> onCalls.putIfAbsent(place.from(), place.signature());
                        case TEXT -> onText.add(place);
                        case THOUGHT -> {
                            // stays where it is
                        }
                    }
                }
            }
            onText.sort(Comparator.comparingInt(SignedPlace::from));
        }

        List<ContentPart> restored() {
            int calls = 0;
            for (ContentPart part : parts) {
                switch (part) {
                    case ContentPart.Text text -> run.append(text.text());
                    case ContentPart.ToolCall call -> {
                        closeRun();
                        String signature = onCalls.get(calls++);
                        if (signature != null) {
                            out.add(sign("", ON_NEXT, signature));
                        }
                        out.add(call);
                    }
                    case ContentPart.Thinking thinking -> thought(thinking);
                    case ContentPart.RedactedThinking ignored -> {
                        // another provider's
                    }
                    default -> {
                        closeRun();
                        out.add(part);
                    }
                }
            }
            closeRun();
            onText.stream()
                    .filter(place -> place.from() == place.to())
                    .forEach(place -> out.add(sign("", ALONE, place.signature())));
            return out;
        }

        private void thought(ContentPart.Thinking thinking) {
            SignedPlace place = place(thinking);
            if (place != null && place.kind() == SignedPlace.Kind.THOUGHT) {
                closeRun();
                int from = Math.max(0, Math.min(place.from(), thinking.text().length()));
                out.add(sign(thinking.text().substring(from), ON_THOUGHT, place.signature()));
            }
        }

        private void closeRun() {
            if (run.isEmpty()) {
                return;
            }
            int end = runStart + run.length();
            int at = runStart;
            for (SignedPlace place : List.copyOf(onText)) {
                if (place.from() < at || place.to() < place.from() || place.to() > end) {
                    continue;
                }
                text(at, place.from());
                at = place.to();
                boolean blank =
                        run.substring(place.from() - runStart, at - runStart).isBlank();
                out.add(sign("", blank ? ALONE : ON_NEXT, place.signature()));
                if (!blank) {
                    text(place.from(), at);
                }
                onText.remove(place);
            }
            text(at, end);
            runStart = end;
            run.setLength(0);
        }

        private void text(int from, int to) {
            if (to > from) {
                out.add(ContentPart.Text.of(run.substring(from - runStart, to - runStart)));
            }
        }
    }

    private static ContentPart.Thinking sign(String text, String where, String signature) {
        return new ContentPart.Thinking(text, where + signature);
    }
}
