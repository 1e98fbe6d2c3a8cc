package org.modelgate.common.bus.messages.admin;

import org.modelgate.common.bus.BusMessage;

/** @param repeated whether this reference had been paid in before, so that nothing happened now */
public record CreditsGranted(AccountInfo account, boolean repeated) implements BusMessage {}
