package org.modelgate.translator.framing;

/** Where the fields of one event lie in a scanner's buffer. For the hot path: hence the open fields. */
final class SseFields {
    int nameStart;
    int nameEnd;
    int dataStart;
    int dataEnd;
    int dataLines;
    boolean rawJson;
    private boolean bomDone;

    /** A new event begins at this position. */
    void forget(int at) {
        nameStart = nameEnd = dataStart = dataEnd = at;
        dataLines = 0;
        rawJson = false;
    }

    /** The buffer's bytes moved towards its front. */
    void move(int by) {
        nameStart -= by;
        nameEnd -= by;
        dataStart -= by;
        dataEnd -= by;
    }

    /** Reads a line that isn't empty. */
    void line(byte[] buf, int lineStart, int to) {
        int from = lineStart;
        if (!bomDone) {
            bomDone = true;
            from += startsWithBom(buf, lineStart, to) ? 3 : 0;
            if (from == to) {
                return;
            }
        }
        byte first = buf[from];
        if (first == '{' || first == '[') {
            rawJson = true;
            return;
        }
        if (first == ':') {
            return;
        }
        int colon = from;
        while (colon < to && buf[colon] != ':') {
            colon++;
        }
        int value = Math.min(to, colon + 1);
        if (value < to && buf[value] == ' ') {
            value++;
        }
        if (isData(buf, from, colon)) {
            if (dataLines++ == 0) {
                dataStart = value;
            }
            dataEnd = to;
        } else if (isEvent(buf, from, colon)) {
            nameStart = value;
            nameEnd = to;
        }
    }

    private static boolean startsWithBom(byte[] buf, int from, int to) {
        return to - from >= 3
                && buf[from] == (byte) 0xEF
                && buf[from + 1] == (byte) 0xBB
                && buf[from + 2] == (byte) 0xBF;
    }

    static boolean isData(byte[] b, int from, int to) {
        return to - from == 4 && b[from] == 'd' && b[from + 1] == 'a' && b[from + 2] == 't' && b[from + 3] == 'a';
    }

    static boolean isEvent(byte[] b, int from, int to) {
        return to - from == 5
                && b[from] == 'e'
                && b[from + 1] == 'v'
                && b[from + 2] == 'e'
                && b[from + 3] == 'n'
                && b[from + 4] == 't';
    }

    static boolean matches(byte[] b, int from, int to, String ascii) {
        if (to - from != ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            if (b[from + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
