package io.stowage.registry.storage.filesystem;

import io.stowage.storage.RegistryStorage;
import io.stowage.storage.RegistryStorageProvider;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Makes {@link FilesystemStorage} known as {@code filesystem}. Its settings:
 *
 * <table>
 * <caption>Settings</caption>
 * <tr><td>{@code directory}</td><td>where the content lies; required</td></tr>
 * <tr><td>{@code sync}</td><td>{@code true} (default) or {@code false}</td></tr>
 * <tr><td>{@code lookup-freshness}</td><td>{@code auto} (default), {@code always} or {@code never}</td></tr>
 * <tr><td>{@code directory-mode}</td><td>of new directories, in octal; the umask's by default</td></tr>
 * <tr><td>{@code file-mode}</td><td>of new files, in octal; the umask's by default</td></tr>
 * <tr><td>{@code group}</td><td>of new entries, by name or number; the system's choice by default</td></tr>
 * </table>
 */
public final class FilesystemStorageProvider implements RegistryStorageProvider {
    private static final Set<String> SETTINGS =
            Set.of("directory", "sync", "lookup-freshness", "directory-mode", "file-mode", "group");

    /** For {@link java.util.ServiceLoader}. */
    public FilesystemStorageProvider() {}

    @Override
    public String name() {
        return "filesystem";
    }

    @Override
    public RegistryStorage open(Map<String, String> settings) throws IOException {
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(SETTINGS);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(
                    "unknown setting of the filesystem storage: " + String.join(", ", unknown));
        }
        String directory = settings.get("directory");
        if (directory == null || directory.isBlank()) {
            throw new IllegalArgumentException("setting directory is missing");
        }
        FilesystemStorage.Builder storage = FilesystemStorage.builder(path(directory))
                .sync(sync(settings.getOrDefault("sync", "true")))
                .lookupFreshness(freshness(settings.getOrDefault("lookup-freshness", "auto")));
        ifSet("directory-mode", settings, text -> storage.directoryMode(FileMode.parse(text)));
        ifSet("file-mode", settings, text -> storage.fileMode(FileMode.parse(text)));
        ifSet("group", settings, storage::group);
        return storage.open();
    }

    private static void ifSet(String name, Map<String, String> settings, Consumer<String> setting) {
        String text = settings.get(name);
        if (text == null) {
            return;
        }
        try {
            setting.accept(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("setting " + name + ": " + e.getMessage(), e);
        }
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("setting directory is not a path: " + e.getReason(), e);
        }
    }

    private static boolean sync(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("setting sync is neither true nor false: " + text);
        };
    }

    private static LookupFreshness freshness(String text) {
        for (LookupFreshness freshness : LookupFreshness.values()) {
            if (freshness.name().toLowerCase(Locale.ROOT).equals(text)) {
                return freshness;
            }
        }
        throw new IllegalArgumentException("setting lookup-freshness is none of auto, always, never: " + text);
    }
}
