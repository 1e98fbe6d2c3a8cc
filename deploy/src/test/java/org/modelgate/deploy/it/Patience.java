package org.modelgate.deploy.it;

import java.time.Duration;

/** How long a test waits for what must happen. No test is about speed, and a machine that tests may be slow and shared. */
final class Patience {
    static final Duration LONG = Duration.ofMinutes(5);

    private Patience() {}
}
