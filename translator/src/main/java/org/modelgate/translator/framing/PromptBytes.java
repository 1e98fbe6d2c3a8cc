package org.modelgate.translator.framing;

/**
 * Adds up what of a request's body can become input tokens, from byte positions: no string is decoded. One home for the counting of
 * all scanners, so that the same text is worth the same in each dialect.
 */
public final class PromptBytes {
    private final byte[] body;
    private long text;
    private long wide;
    private int mediaParts;
    private long mediaBytes;
    private boolean cacheMarks;
    private boolean longCacheMarks;

    /** @param body JSON that a parser finds valid */
    public PromptBytes(byte[] body) {
        this.body = body;
    }

    /** Counts the UTF-8 bytes of the text that the string stands for whose content begins at {@code from}; one pass, as bodies may be large. */
    public void string(int from) {
        int escapes = 0;
        int i = JsonBytes.quoteOrBackslash(body, from, body.length);
        while (i + 1 < body.length && body[i] == '\\') {
            if (body[i + 1] == 'u') {
                int length = JsonBytes.utf8LengthOfUnit(body, i + 2, body.length);
                wide += length == 1 ? 0 : length;
                escapes += 6 - length;
            } else {
                escapes++;
            }
            i = JsonBytes.quoteOrBackslash(body, i + 2, body.length);
        }
        wide += JsonBytes.nonAscii(body, from, i);
        text += (long) i - from - escapes;
    }

    /** Counts bytes as they stand: JSON that goes to the model as JSON. */
    public void raw(int from, int to) {
        text += to - from;
        wide += JsonBytes.nonAscii(body, from, to);
    }

    /** Counts that many bytes of ASCII. */
    public void ascii(int bytes) {
        text += bytes;
    }

    /** Counts an image, a document or audio; its inline data may come later. */
    public void media(long inlineBytes) {
        mediaParts++;
        mediaBytes += inlineBytes;
    }

    /** Counts inline data of a medium that is counted already. */
    public void mediaData(long inlineBytes) {
        mediaBytes += inlineBytes;
    }

    public void cacheMark() {
        cacheMarks = true;
    }

    /** A mark that asks for an hour or more. */
    public void longCacheMark() {
        longCacheMarks = true;
    }

    public long text() {
        return text;
    }

    /** Those of {@link #text} that aren't ASCII. */
    public long wide() {
        return wide;
    }

    public int mediaParts() {
        return mediaParts;
    }

    public long mediaBytes() {
        return mediaBytes;
    }

    public boolean cacheMarks() {
        return cacheMarks;
    }

    public boolean longCacheMarks() {
        return longCacheMarks;
    }
}
