package io.stowage.examples.standalone;

import io.stowage.registry.storage.filesystem.FileMode;
import io.stowage.registry.storage.filesystem.FilesystemStorage;
import io.stowage.registry.storage.filesystem.StoragePermissions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The flags that say which modes and which group files and directories have. */
final class ModeOptions {
    @Option(
            names = "--directory-mode",
            paramLabel = "MODE",
            converter = ModeConverter.class,
            description = "The mode of directories, in octal, whatever the umask: 2770 shares them with a group. "
                    + "If not given, new ones have the umask's, and old ones are left as they are.")
    private @Nullable FileMode directoryMode;

    @Option(
            names = "--file-mode",
            paramLabel = "MODE",
            converter = ModeConverter.class,
            description = "The mode of files, in octal, whatever the umask: 0660 shares them with a group. "
                    + "If not given, new ones have the umask's, and old ones are left as they are.")
    private @Nullable FileMode fileMode;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "The group of files and directories, by name or number. If not given, new ones have the "
                    + "process's, or that of the directory above if it is setgid.")
    private @Nullable String group;

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    boolean areNone() {
        return directoryMode == null && fileMode == null && group == null;
    }

    /** The flags as they were given, for another command line. */
    String text() {
        return flag("--directory-mode", directoryMode) + flag("--file-mode", fileMode) + flag("--group", group);
    }

    @Nullable
    String group() {
        return group;
    }

    void apply(FilesystemStorage.Builder storage) {
        apply("--directory-mode", directoryMode, storage::directoryMode);
        apply("--file-mode", fileMode, storage::fileMode);
        apply("--group", group, storage::group);
    }

    void apply(StoragePermissions permissions) {
        apply("--directory-mode", directoryMode, permissions::directoryMode);
        apply("--file-mode", fileMode, permissions::fileMode);
        apply("--group", group, permissions::group);
    }

    private <T> void apply(String option, @Nullable T value, Consumer<T> setting) {
        if (value == null) {
            return;
        }
        try {
            setting.accept(value);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), option + ": " + e.getMessage());
        }
    }

    private static String flag(String option, @Nullable Object value) {
        return value == null ? "" : " " + option + " " + value;
    }

    static final class ModeConverter implements ITypeConverter<FileMode> {
        @Override
        public FileMode convert(String text) {
            try {
                return FileMode.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
