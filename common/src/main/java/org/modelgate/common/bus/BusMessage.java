package org.modelgate.common.bus;

/** A message between roles: an immutable record that Jackson can write and read. Bulk bytes travel beside it as payload. */
public interface BusMessage {}
