package org.modelgate.common.bus.messages.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.BusMessage;

/** @param next what to ask with for the changes before these; null: there are none */
public record AuditPage(List<Entry> entries, @Nullable Long next) implements BusMessage {
    /**
     * @param action such as {@code key.revoke}
     * @param before JSON of what was changed, without secrets; null where there was nothing
     */
    public record Entry(
            long id,
            long atMillis,
            String actor,
            String action,
            String target,
            @Nullable String before,
            @Nullable String after) {}
}
