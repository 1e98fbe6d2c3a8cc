package org.modelgate.translator.dialect.anthropic;

import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.inference.BodyScan.Span;

/** What is to be cut out of one JSON object or array, each span with the comma that would be left over. */
final class Cuts {
    private final List<Span> spans = new ArrayList<>(2);
    private boolean kept;
    private boolean any;
    private int lastEnd;
    private int openCut = -1;

    /** The next member or item, in order. */
    void item(int start, int end, boolean cut) {
        if (openCut >= 0) {
            spans.add(new Span(openCut, start));
            openCut = -1;
        }
        if (!cut) {
            kept = true;
        } else if (kept) {
            spans.add(new Span(lastEnd, end));
        } else {
            openCut = start;
        }
        any = true;
        lastEnd = end;
    }

    /** To be called once, behind the last item. */
    List<Span> spans() {
        if (openCut >= 0) {
            spans.add(new Span(openCut, lastEnd));
            openCut = -1;
        }
        return spans;
    }

    /** Whether there were items and all are cut. */
    boolean allCut() {
        return any && !kept;
    }
}
