package io.stowage.registry.testing.faults;

import io.stowage.storage.BlobStore;
import io.stowage.storage.ManifestStore;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.RegistryStorage;
import io.stowage.storage.RepositoryCatalog;
import io.stowage.storage.StoredBlob;
import io.stowage.storage.TagStore;
import io.stowage.storage.UploadStore;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A storage that does what another does, until it is told to fail. Each call that may fail is a step, and so is each write
 * to an upload and its end.
 */
public final class FaultyStorage {
    private static final List<Class<?>> DRESSED = List.of(
            RegistryStorage.class,
            BlobStore.class,
            ManifestStore.class,
            TagStore.class,
            UploadStore.class,
            RepositoryCatalog.class,
            PendingUpload.class,
            StoredBlob.class);

    private final RegistryStorage storage;
    private final boolean done;
    private int left = Integer.MAX_VALUE;
    private boolean once;
    private boolean failed;

    private FaultyStorage(RegistryStorage real, boolean done) {
        this.done = done;
        this.storage = (RegistryStorage) dress(real);
    }

    /** What fails is not done. */
    public static FaultyStorage failingBefore(RegistryStorage real) {
        return new FaultyStorage(real, false);
    }

    /** What fails is done, and only the answer is lost. */
    public static FaultyStorage failingAfter(RegistryStorage real) {
        return new FaultyStorage(real, true);
    }

    /** The storage. */
    public RegistryStorage storage() {
        return storage;
    }

    /** Lets one step fail, after so many that succeed. */
    public synchronized void failOnceAfter(int steps) {
        left = steps;
        once = true;
        failed = false;
    }

    /** Lets all steps fail, but for so many at first. */
    public synchronized void failAfter(int steps) {
        left = steps;
        once = false;
        failed = false;
    }

    /** Lets every step succeed from now on. Answers whether one failed. */
    public synchronized boolean mend() {
        left = Integer.MAX_VALUE;
        return failed;
    }

    private synchronized boolean fails() {
        if (left > 0) {
            left--;
            return false;
        }
        failed = true;
        if (once) {
            left = Integer.MAX_VALUE;
        }
        return true;
    }

    /** Takes a step. */
    private void step(Step step) throws IOException {
        boolean fails = fails();
        if (!fails || done) {
            step.run();
        }
        if (fails) {
            throw new IOException("a step was made to fail");
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    private Object dress(Object real) {
        if (real instanceof OutputStream sink) {
            return new Sink(sink);
        }
        if (real instanceof Optional<?> optional) {
            return optional.map(this::dress);
        }
        if (real instanceof List<?> list) {
            return list.stream().map(this::dress).toList();
        }
        for (Class<?> type : DRESSED) {
            if (type.isInstance(real)) {
                return Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (proxy, method, args) -> call(real, method, args));
            }
        }
        return real;
    }

    private @Nullable Object call(Object real, Method method, Object @Nullable [] args) throws Throwable {
        boolean fails = Arrays.asList(method.getExceptionTypes()).contains(IOException.class)
                && !method.getName().equals("close")
                && fails();
        if (fails && !done) {
            throw new IOException("was made to fail: " + method.getName());
        }
        Object result;
        try {
            result = method.invoke(real, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
        if (fails) {
            throw new IOException("its answer was lost: " + method.getName());
        }
        return result == null ? null : dress(result);
    }

    /** A stream of which a failed write, or a failed end that is not done, hands nothing over. */
    private final class Sink extends FilterOutputStream {
        private boolean closed;
        private boolean broken;

        Sink(OutputStream real) {
            super(real);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            broken = true;
            step(() -> out.write(bytes, offset, length));
            broken = false;
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                if (!broken) {
                    step(out::close);
                }
            }
        }
    }
}
