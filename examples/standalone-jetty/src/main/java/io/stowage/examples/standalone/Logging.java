package io.stowage.examples.standalone;

import java.io.OutputStream;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Sets up logging: everything that logs through slf4j or the JDK goes to one stream, one line or object each. */
final class Logging {
    // Loggers are kept weakly by the JDK; a collected one would forget its level.
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

    // They warn of what clients send.
    private static final List<Logger> JETTY_READING = List.of(
            Logger.getLogger("org.eclipse.jetty.util.HostPort"),
            Logger.getLogger("org.eclipse.jetty.server.DetectorConnectionFactory"),
            Logger.getLogger("org.eclipse.jetty.http.HttpParser"));

    private Logging() {}

    static void configure(LogLevel level, LogFormat format, OutputStream out) {
        for (Handler handler : ROOT.getHandlers()) {
            ROOT.removeHandler(handler);
        }
        Formatter formatter = switch (format) {
            case TEXT -> new TextFormatter();
            case JSON -> new JsonFormatter();
        };
        ROOT.addHandler(new LineHandler(new Lines(out), formatter));
        ROOT.setLevel(level.level());
        JETTY.setLevel(level.forJetty().level());
        JETTY_READING.forEach(logger -> logger.setLevel(level.forNonsense().level()));
    }

    private static final class LineHandler extends Handler {
        private final Lines lines;

        LineHandler(Lines lines, Formatter formatter) {
            this.lines = lines;
            setFormatter(formatter);
        }

        @Override
        public void publish(LogRecord record) {
            lines.write(getFormatter().format(record));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
