package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/** edge to billing: what operators changed, newest first, from the change after {@code after}. */
public record ReadAudit(@Nullable Long after, int limit) implements Request<AuditPage> {}
