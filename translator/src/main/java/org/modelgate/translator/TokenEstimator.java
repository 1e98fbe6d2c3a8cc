package org.modelgate.translator;

import org.modelgate.common.inference.BodyScan;

/**
 * Token counts from byte counts. Vendors' tokenizers differ and some aren't public, so the input figure is an upper bound for
 * ordinary text: ASCII at 2.7 bytes a token (measured densest prose and code), other text at 1.3 bytes a token, which is above two
 * tokens for a Chinese character. Text made to defeat a tokenizer (random digits) may have more; charging settles on the
 * provider's usage.
 */
public final class TokenEstimator {
    /** What a provider adds around the conversation, and around each message. */
    private static final long CALL_TOKENS = 8;

    private static final long MESSAGE_TOKENS = 4;
    /** An image of usual size; larger ones and documents pay by their bytes. */
    private static final long MEDIA_TOKENS = 1_600;

    private static final long MEDIA_BYTES_PER_TOKEN = 64;

    private TokenEstimator() {}

    /** Upper bound of the input tokens of a request. */
    public static long inputUpperBound(BodyScan scan) {
        long wide = Math.min(scan.wideBytes(), scan.textBytes());
        long ascii = scan.textBytes() - wide;
        return ceilDiv(ascii * 3, 8)
                + ceilDiv(wide * 3, 4)
                + CALL_TOKENS
                + MESSAGE_TOKENS * scan.messages()
                + MEDIA_TOKENS * scan.mediaParts()
                + scan.mediaBytes() / MEDIA_BYTES_PER_TOKEN;
    }

    /** A middle estimate of the input tokens of a request whose provider reported none. */
    public static long input(BodyScan scan) {
        return ceilDiv(scan.textBytes(), 4) + MESSAGE_TOKENS * scan.messages() + MEDIA_TOKENS * scan.mediaParts();
    }

    /** @param textBytes UTF-8 bytes of content that came */
    public static long output(long textBytes) {
        return ceilDiv(textBytes, 4);
    }

    private static long ceilDiv(long a, long b) {
        return (a + b - 1) / b;
    }
}
