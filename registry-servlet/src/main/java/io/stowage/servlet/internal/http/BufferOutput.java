package io.stowage.servlet.internal.http;

import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A container's output that takes buffers as they are: Servlet 6.1's {@code write(ByteBuffer)}, which Jetty, Tomcat
 * and Undertow offer in their public classes for Servlet 6.0 too. Found by name, so that we depend on none of them.
 */
final class BufferOutput {
    private static final ClassValue<Optional<MethodHandle>> WRITE = new ClassValue<>() {
        @Override
        protected Optional<MethodHandle> computeValue(Class<?> type) {
            return find(type);
        }
    };

    private final ServletOutputStream out;
    private final MethodHandle write;

    private BufferOutput(ServletOutputStream out, MethodHandle write) {
        this.out = out;
        this.write = write;
    }

    /** A container's output, if it takes buffers. */
    static Optional<BufferOutput> of(ServletOutputStream out) {
        return WRITE.get(out.getClass()).map(write -> new BufferOutput(out, write));
    }

    /** Writes all that remains in the buffer, and waits for it. */
    void write(ByteBuffer buffer) throws IOException {
        try {
            write.invokeExact(out, buffer);
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(e);
        }
    }

    private static Optional<MethodHandle> find(Class<?> type) {
        try {
            Method method = type.getMethod("write", ByteBuffer.class);
            Class<?> owner = method.getDeclaringClass();
            // Servlet 6.1's own is a fallback that copies into a new array each time.
            if (owner == ServletOutputStream.class || !Modifier.isPublic(owner.getModifiers())) {
                return Optional.empty();
            }
            MethodType shape = MethodType.methodType(void.class, ServletOutputStream.class, ByteBuffer.class);
            return Optional.of(MethodHandles.publicLookup().unreflect(method).asType(shape));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return Optional.empty();
        }
    }
}
