package io.stowage.examples.standalone.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.examples.standalone.Reason;
import io.stowage.examples.standalone.StartException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code stowage htpasswd}: changes the users of {@code stowage serve --htpasswd}. */
@Command(
        name = "htpasswd",
        description =
                "Adds a user to a password file, or gives one a new password, with a bcrypt hash. The password is "
                        + "asked for at the terminal. A registry that serves with this file sees the change within seconds.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true)
public final class HtpasswdCommand implements Callable<Integer> {
    private static final String STANDARD_OUTPUT = "-";
    private static final int LOWEST_COST = 4;
    private static final int HIGHEST_COST = 15; // what HtpasswdAuthenticator takes
    private static final int LONGEST_PASSWORD = 72;
    private static final int SALT = 16;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "The file; made if it is not there. - prints the line instead.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Parameters(index = "1", paramLabel = "USER", description = "The name of the user.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String user;

    @Option(names = "--stdin", description = "Read the password from the first line of standard input.")
    private boolean stdin;

    @Option(
            names = "--cost",
            paramLabel = "N",
            defaultValue = "10",
            description = "How slow the hash is, from " + LOWEST_COST + " to " + HIGHEST_COST
                    + "; one more takes twice the time. Default: ${DEFAULT-VALUE}")
    private int cost;

    @ArgGroup
    private Instead instead = new Instead();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private static final class Instead {
        @Option(names = "--delete", description = "Remove the user.")
        private boolean delete;

        @Option(names = "--verify", description = "Change nothing, but say whether a password is the user's.")
        private boolean verify;
    }

    @Override
    public Integer call() throws StartException {
        checkArguments();
        try {
            if (instead.verify) {
                verify(PasswordFile.read(file));
            } else if (instead.delete) {
                delete(PasswordFile.read(file));
            } else if (isPrinted()) {
                say(user + ":" + hash(passwords().fresh()));
            } else {
                set(PasswordFile.read(file));
            }
        } catch (IOException e) {
            throw new StartException("cannot use " + file + ": " + Reason.of(e), e);
        }
        return CommandLine.ExitCode.OK;
    }

    private void set(PasswordFile users) throws IOException, StartException {
        boolean known = users.hashOf(user).isPresent();
        users.put(user, hash(passwords().fresh()));
        users.write();
        say(known ? user + " has a new password" : user + " was added");
    }

    private void delete(PasswordFile users) throws IOException, StartException {
        if (!users.remove(user)) {
            throw new StartException("there is no " + user + " in " + file);
        }
        users.write();
        say(user + " was removed");
    }

    private void verify(PasswordFile users) throws StartException {
        Optional<String> hash = users.hashOf(user);
        if (hash.isEmpty()) {
            throw new StartException("there is no " + user + " in " + file);
        }
        if (!matches(hash.get(), passwords().known())) {
            throw new StartException("this is not the password of " + user);
        }
        say("this is the password of " + user);
    }

    private boolean matches(String hash, String password) throws StartException {
        try {
            return OpenBSDBCrypt.checkPassword(hash, password.getBytes(UTF_8));
        } catch (IllegalArgumentException | DataLengthException e) {
            throw new StartException("the line of " + user + " in " + file + " has no bcrypt hash");
        }
    }

    private String hash(String password) throws StartException {
        byte[] bytes = password.getBytes(UTF_8);
        if (bytes.length == 0) {
            throw new StartException("the password is empty");
        }
        if (bytes.length > LONGEST_PASSWORD) {
            throw new StartException("the password has " + bytes.length + " bytes; bcrypt looks at the first "
                    + LONGEST_PASSWORD + " only");
        }
        if (password.chars().anyMatch(Character::isISOControl)) {
            throw new StartException("the password has control characters, which clients cannot send");
        }
        byte[] salt = new byte[SALT];
        new SecureRandom().nextBytes(salt);
        return OpenBSDBCrypt.generate("2y", bytes, salt, cost);
    }

    private void checkArguments() {
        if (file.toString().isEmpty()) {
            throw refused("FILE is empty");
        }
        if (isPrinted() && (instead.delete || instead.verify)) {
            throw refused("--delete and --verify need a file");
        }
        if (cost < LOWEST_COST || cost > HIGHEST_COST) {
            throw refused("--cost is not between " + LOWEST_COST + " and " + HIGHEST_COST + ": " + cost);
        }
        if (user.isBlank()
                || user.startsWith("#")
                || !user.equals(user.strip())
                || user.chars().anyMatch(c -> c == ':' || Character.isISOControl(c))) {
            throw refused("USER is empty, begins with #, begins or ends with a space, or has a colon in it");
        }
    }

    private boolean isPrinted() {
        return file.toString().equals(STANDARD_OUTPUT);
    }

    private Passwords passwords() {
        return stdin ? Passwords.lineOf(System.in) : Passwords.askedFor();
    }

    private void say(String text) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(text);
        out.flush();
    }

    private ParameterException refused(String reason) {
        return new ParameterException(spec.commandLine(), reason);
    }
}
