package org.modelgate.common.junit;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** A busy machine is no failure: what is awaited gets longer than Awaitility's ten seconds. Found by the launcher as a service. */
public final class PatientAwaits implements LauncherSessionListener {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(PATIENCE);
    }
}
