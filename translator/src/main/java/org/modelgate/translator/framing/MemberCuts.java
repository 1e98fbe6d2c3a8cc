package org.modelgate.translator.framing;

import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.inference.BodyScan.Span;

/** Which bytes of a JSON object must go so that some members are gone and the rest is still an object. */
public final class MemberCuts {
    private final List<Span> cuts = new ArrayList<>();
    private int keptEnd = -1;
    /** Start of the members to cut that no kept member has followed yet, or -1. */
    private int openStart = -1;

    private int openEnd;

    /** Takes the members in order; {@code [start, end)} is name to value. */
    public void member(int start, int end, boolean cut) {
        if (cut) {
            openStart = openStart < 0 ? start : openStart;
            openEnd = end;
            return;
        }
        if (openStart >= 0) {
            cuts.add(new Span(openStart, start));
            openStart = -1;
        }
        keptEnd = end;
    }

    /** Whether there were members and none stays. */
    public boolean allCut() {
        return keptEnd < 0 && openStart >= 0;
    }

    /** After the last member. */
    public List<Span> cuts() {
        if (openStart >= 0) {
            cuts.add(new Span(keptEnd < 0 ? openStart : keptEnd, openEnd));
            openStart = -1;
        }
        return cuts;
    }
}
