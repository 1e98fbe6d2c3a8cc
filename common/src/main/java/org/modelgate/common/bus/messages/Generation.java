package org.modelgate.common.bus.messages;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.inference.Usage;

/** The metered record of one settled call. */
public record Generation(
        UUID callId,
        String model,
        @Nullable String provider,
        @Nullable String providerModel,
        String outcome,
        Usage usage,
        String source,
        long chargedNano,
        long requestMillis,
        long firstByteMillis,
        long settledAtMillis,
        List<Settle.AttemptRecord> attempts)
        implements BusMessage {}
