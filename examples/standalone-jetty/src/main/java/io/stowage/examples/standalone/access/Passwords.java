package io.stowage.examples.standalone.access;

import io.stowage.examples.standalone.StartException;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Where passwords come from. They never come from the command line, which other users of the machine can read. */
interface Passwords {

    /** A password that is to be set. */
    String fresh() throws StartException;

    /** A password that is to be checked. */
    String known() throws StartException;

    /** The first line of a stream. */
    static Passwords lineOf(InputStream in) {
        return new Passwords() {
            @Override
            public String fresh() throws StartException {
                return known();
            }

            @Override
            public String known() throws StartException {
                try {
                    String line = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
                    return line == null ? "" : line;
                } catch (IOException e) {
                    throw new StartException("cannot read the password from standard input", e);
                }
            }
        };
    }

    /** Whoever sits at the terminal, who does not see what they type and so types new ones twice. */
    static Passwords askedFor() {
        return new Passwords() {
            @Override
            public String fresh() throws StartException {
                char[] first = ask("New password: ");
                char[] again = ask("The same again: ");
                if (!Arrays.equals(first, again)) {
                    throw new StartException("the two passwords are not the same");
                }
                return new String(first);
            }

            @Override
            public String known() throws StartException {
                return new String(ask("Password: "));
            }
        };
    }

    private static char[] ask(String prompt) throws StartException {
        return Optional.ofNullable(System.console())
                .filter(Passwords::isTerminal)
                .map(terminal -> terminal.readPassword("%s", prompt))
                .orElseThrow(() -> new StartException(
                        "no terminal to ask for the password; --stdin reads it from standard input"));
    }

    /** Since Java 22 there can be a console without a terminal; before there was no question. */
    private static boolean isTerminal(Console console) {
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (ReflectiveOperationException e) {
            return true;
        }
    }
}
