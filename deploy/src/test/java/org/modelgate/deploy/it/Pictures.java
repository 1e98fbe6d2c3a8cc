package org.modelgate.deploy.it;

/** A picture to send. */
final class Pictures {
    /** A PNG of one pixel, base64. */
    static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

    static final int PIXEL_BYTES = 70;

    private Pictures() {}
}
