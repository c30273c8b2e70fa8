package io.stowage.examples.standalone;

import java.io.PrintWriter;
import java.io.StringWriter;

/** What a command said when it was run in this process. */
record Answer(int status, String out, String err) {
    static Answer of(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Launcher.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
        return new Answer(status, out.toString(), err.toString());
    }
}
