package org.modelgate.translator.dialect.openairesponses;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Writes the numbered events of a stream. Clients go by {@code type} in the data or by the event's name, so both are there
 * (openai-responses.md section 6).
 */
final class EventWriter {
    private static final byte[] NONE = {};

    private final StringBuilder out = new StringBuilder(1024);
    private long sequence;

    EventWriter() {
        this(0);
    }

    /** @param sequence number of the first event */
    EventWriter(long sequence) {
        this.sequence = sequence;
    }

    /** Begins an event; its members follow, each with a comma in front. */
    StringBuilder begin(String type) {
        return out.append("event: ")
                .append(type)
                .append("\ndata: {\"type\":\"")
                .append(type)
                .append("\",\"sequence_number\":")
                .append(sequence++);
    }

    void end() {
        out.append("}\n\n");
    }

    /** A whole event. */
    void event(String type, String members) {
        begin(type).append(members);
        end();
    }

    void raw(byte[] bytes) {
        out.append(new String(bytes, UTF_8));
    }

    byte[] take() {
        if (out.isEmpty()) {
            return NONE;
        }
        byte[] bytes = out.toString().getBytes(UTF_8);
        out.setLength(0);
        return bytes;
    }
}
