package io.stowage.examples.standalone;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says, taken from the jar's manifest. */
final class Version implements IVersionProvider {
    static String text() {
        String version = Launcher.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"stowage " + text() + " (Java " + Runtime.version() + ")"};
    }
}
