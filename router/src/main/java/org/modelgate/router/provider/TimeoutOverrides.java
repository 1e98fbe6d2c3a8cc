package org.modelgate.router.provider;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Section;

/** Time limits of a model's attempts in place of its providers'; null: the provider's. */
public record TimeoutOverrides(
        @Nullable Duration connect,
        @Nullable Duration firstByte,
        @Nullable Duration idle,
        @Nullable Duration total) {
    public static final TimeoutOverrides NONE = new TimeoutOverrides(null, null, null, null);

    public static TimeoutOverrides read(Section section) {
        Timeouts read = Timeouts.read(section, Timeouts.ofSeconds(1, 1, 1, 1));
        return new TimeoutOverrides(
                section.has("connect") ? read.connect() : null,
                section.has("first_byte") ? read.firstByte() : null,
                section.has("idle") ? read.idle() : null,
                section.has("total") ? read.total() : null);
    }

    public Timeouts over(Timeouts base) {
        if (connect == null && firstByte == null && idle == null && total == null) {
            return base;
        }
        return new Timeouts(
                connect == null ? base.connect() : connect,
                firstByte == null ? base.firstByte() : firstByte,
                idle == null ? base.idle() : idle,
                total == null ? base.total() : total);
    }
}
