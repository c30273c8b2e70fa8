package io.stowage.examples.standalone.tls;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** What one class logs, whatever level the commands of other tests have left behind. */
final class LogRecords extends Handler {
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Logger logger;
    private final @Nullable Level before;

    private LogRecords(Logger logger) {
        this.logger = logger;
        this.before = logger.getLevel();
    }

    static LogRecords of(Class<?> source) {
        LogRecords records = new LogRecords(Logger.getLogger(source.getName()));
        records.logger.addHandler(records);
        records.logger.setLevel(Level.ALL);
        return records;
    }

    long count(String text) {
        return messages.stream().filter(message -> message.contains(text)).count();
    }

    @Override
    public void publish(LogRecord record) {
        messages.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(before);
    }
}
