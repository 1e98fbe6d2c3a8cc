package org.modelgate.translator.dialect.gemini;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.translator.ToolNames;

/**
 * The parts of one answer as blocks: a run of text or of thoughts is one, so is a call. A thought signature becomes the signature
 * of the thoughts before its part or of a block without text: before a call or the first text, and behind a text that was
 * already running, which isn't torn apart for it.
 */
final class AnswerBlocks {
    private enum Run {
        NONE,
        TEXT,
        THINKING
    }

    private final List<SignedPlace> behindText = new ArrayList<>();
    private Run run = Run.NONE;
    private int block = -1;
    private int blocks;
    private int calls;
    private int textLength;
    /** Characters of the open block of thoughts. */
    private int thoughtLength;

    private boolean spoke;

    /** Whether there was text or a call. */
    boolean spoke() {
        return spoke;
    }

    boolean called() {
        return calls > 0;
    }

    /** The open block of text, or -1. */
    int openText() {
        return run == Run.TEXT ? block : -1;
    }

    /** Characters of text so far. */
    int textLength() {
        return textLength;
    }

    /** @param answerId makes ids of calls that have none unique among answers */
    void take(ChunkReader.Part part, String answerId, Consumer<StreamEvent> out) {
        if (part.call() != null) {
            call(part, part.call(), answerId, out);
        } else if (part.otherJson() != null) {
            close(out);
            spoke = true;
            int own = blocks++;
            out.accept(new StreamEvent.Opaque(own, DialectId.GEMINI, part.otherType(), part.otherJson()));
            out.accept(new StreamEvent.BlockEnd(own));
        } else if (part.thought()) {
            thought(part, out);
        } else {
            text(part, out);
        }
    }

    private void call(ChunkReader.Part part, String name, String answerId, Consumer<StreamEvent> out) {
        if (!part.signature().isEmpty()) {
            sign(SignedPlace.call(calls, part.signature()), out);
        }
        close(out);
        spoke = true;
        String own = answerId + '\n' + calls + '\n' + name + '\n' + part.arguments();
        String id = part.callId().isEmpty() ? "call_" + ToolNames.sha256(own).substring(0, 24) : part.callId();
        calls++;
        int call = blocks++;
        out.accept(new StreamEvent.ToolCallStart(call, id, name));
        out.accept(new StreamEvent.ToolCallArguments(call, part.arguments()));
        out.accept(new StreamEvent.BlockEnd(call));
    }

    private void thought(ChunkReader.Part part, Consumer<StreamEvent> out) {
        int from = run == Run.THINKING ? thoughtLength : 0;
        if (!part.text().isEmpty()) {
            open(Run.THINKING, out);
            thoughtLength = from + part.text().length();
            out.accept(new StreamEvent.Thinking(block, part.text()));
        }
        if (!part.signature().isEmpty()) {
            sign(SignedPlace.thought(from, part.signature()), out);
        }
    }

    private void text(ChunkReader.Part part, Consumer<StreamEvent> out) {
        int from = textLength;
        textLength += part.text().length();
        if (!part.signature().isEmpty()) {
            SignedPlace place = SignedPlace.text(from, textLength, part.signature());
            if (run == Run.TEXT) {
                behindText.add(place);
            } else {
                sign(place, out);
            }
        }
        if (!part.text().isEmpty()) {
            spoke = true;
            open(Run.TEXT, out);
            out.accept(new StreamEvent.Text(block, part.text()));
        }
    }

    private void sign(SignedPlace place, Consumer<StreamEvent> out) {
        open(Run.THINKING, out);
        out.accept(new StreamEvent.ThinkingSignature(block, place.payload()));
        close(out);
    }

    private void open(Run kind, Consumer<StreamEvent> out) {
        if (run != kind) {
            close(out);
            run = kind;
            block = blocks++;
        }
    }

    /** Ends the open run. */
    void close(Consumer<StreamEvent> out) {
        if (run == Run.NONE) {
            return;
        }
        run = Run.NONE;
        out.accept(new StreamEvent.BlockEnd(block));
        List<SignedPlace> signed = List.copyOf(behindText);
        behindText.clear();
        signed.forEach(place -> sign(place, out));
    }
}
