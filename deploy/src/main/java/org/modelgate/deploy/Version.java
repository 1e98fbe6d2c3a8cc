package org.modelgate.deploy;

/** The version of this build, from the jar's manifest. */
final class Version {
    private Version() {}

    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return "modelgate " + (version == null ? "(unpackaged)" : version) + ", Java " + Runtime.version();
    }
}
