package io.stowage.registry.testing.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file that may fail at each step. A write that fails has written half of its bytes, as a full disk does. */
final class FaultyChannel extends FileChannel {
    private final FaultyDisk disk;
    private final FileChannel real;
    private final boolean written;

    FaultyChannel(FaultyDisk disk, FileChannel real, boolean written) {
        this.disk = disk;
        this.real = real;
        this.written = written;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        disk.step(Step.READ);
        return real.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        disk.step(Step.READ);
        return real.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        disk.step(Step.READ);
        return real.read(target, position);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        try {
            disk.step(Step.WRITE);
        } catch (IOException e) {
            real.write(source.slice(source.position(), source.remaining() / 2));
            throw e;
        }
        return real.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        disk.step(Step.WRITE);
        return real.write(sources, offset, length);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        disk.step(Step.WRITE);
        return real.write(source, position);
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long position) throws IOException {
        real.position(position);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        real.truncate(size);
        return this;
    }

    @Override
    public void force(boolean metadata) throws IOException {
        disk.step(Step.FORCE);
        // what these tests are about does not need a real sync, which takes its time
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        disk.step(Step.READ);
        if (target instanceof FaultyChannel faulty) {
            disk.step(Step.WRITE);
            return real.transferTo(position, count, faulty.real);
        }
        return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        disk.step(Step.WRITE);
        return real.transferFrom(source, position, count);
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return real.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) throws IOException {
        return real.lock(position, size, shared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
        return real.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
        if (written) {
            disk.step(Step.CLOSE);
        }
    }
}
