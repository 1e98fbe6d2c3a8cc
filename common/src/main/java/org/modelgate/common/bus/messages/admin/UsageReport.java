package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.inference.Usage;

/** @param complete false if there are more groups than were asked for; the dearest ones are here then */
public record UsageReport(List<Row> rows, boolean complete) implements BusMessage {
    /** @param group one value for each dimension that was asked for; a provider is empty where none answered */
    public record Row(List<String> group, long requests, Usage usage, long chargedNano) {}
}
