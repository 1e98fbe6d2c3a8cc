package org.modelgate.router.provider;

import java.time.Duration;
import org.modelgate.common.config.Section;

/**
 * Time limits of one attempt.
 *
 * @param connect waiting for a pooled connection, TCP and TLS
 * @param firstByte from the request's start to the first byte of a streamed answer; whole answers have {@code total} alone, for
 *     nothing comes until their end
 * @param idle longest silence within an answer; a ping or comment ends it
 * @param total the whole attempt
 */
public record Timeouts(Duration connect, Duration firstByte, Duration idle, Duration total) {
    /** Streams have pings or comments, so a minute of silence is a fault. */
    public static final Timeouts WITH_PINGS = ofSeconds(5, 60, 60, 1_800);

    /** Reasoning models send nothing for minutes, and no heartbeat. */
    public static final Timeouts SILENT = ofSeconds(5, 300, 300, 1_800);

    /** Comments tell of life, but only once the request has left the queue. */
    public static final Timeouts COMMENTS_WHILE_WAITING = ofSeconds(5, 300, 60, 1_800);

    /** A server of one's own, which may load the model first. */
    public static final Timeouts LOADING = ofSeconds(5, 600, 300, 3_600);

    public static Timeouts ofSeconds(long connect, long firstByte, long idle, long total) {
        return new Timeouts(
                Duration.ofSeconds(connect),
                Duration.ofSeconds(firstByte),
                Duration.ofSeconds(idle),
                Duration.ofSeconds(total));
    }

    /** The same with less time up to the first byte, if that was more. */
    public Timeouts withFirstByteWithin(Duration most) {
        return firstByte.compareTo(most) <= 0 ? this : new Timeouts(connect, most, idle, total);
    }

    /** The same with less time for all of it, if that was more. */
    public Timeouts withTotalWithin(Duration most) {
        return total.compareTo(most) <= 0 ? this : new Timeouts(connect, firstByte, idle, most);
    }

    /** @param defaults what holds where the file says nothing */
    static Timeouts read(Section section, Timeouts defaults) {
        return new Timeouts(
                positive(section, "connect", defaults.connect),
                positive(section, "first_byte", defaults.firstByte),
                positive(section, "idle", defaults.idle),
                positive(section, "total", defaults.total));
    }

    private static Duration positive(Section section, String key, Duration otherwise) {
        Duration value = section.duration(key, otherwise);
        if (value.isZero()) {
            section.problem(key, "must be more than zero");
            return otherwise;
        }
        return value;
    }
}
