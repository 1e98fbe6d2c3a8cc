package org.modelgate.common.bus.messages;

import org.modelgate.common.bus.Request;

/**
 * edge to billing: the caller wants tokens counted. Takes one of its requests a minute for counts, which are counted apart from those
 * for answers and cost nothing. Fails with 429 and then nothing was taken.
 */
public record AdmitCount(Principal principal) implements Request<LimitFigures> {}
