package io.stowage.registry.testing.nfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** An open file. What is written may be refused as late as when it is forced to the server, or closed. */
final class NfsFileChannel extends FileChannel {
    private final Requests requests;
    private final Faults faults;
    private final Inode inode;
    private final FileChannel real;
    private volatile boolean written;

    NfsFileChannel(Requests requests, Faults faults, Inode inode, FileChannel real) {
        this.requests = requests;
        this.faults = faults;
        this.inode = inode;
        this.real = real;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        requests.checkReadable(inode);
        return real.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        requests.checkReadable(inode);
        return real.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        requests.checkReadable(inode);
        return real.read(target, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        requests.checkReadable(inode);
        return real.transferTo(position, count, target);
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        writing();
        return real.write(source);
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        writing();
        return real.write(sources, offset, length);
    }

    @Override
    public int write(ByteBuffer source, long position) throws IOException {
        writing();
        return real.write(source, position);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
        writing();
        return real.transferFrom(source, position, count);
    }

    private void writing() {
        written = true;
        requests.writing(inode);
    }

    @Override
    public void force(boolean metaData) throws IOException {
        if (written) {
            requests.checkReadable(inode);
            faults.force();
        }
        real.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
        requests.closed(this);
        if (written) {
            faults.close();
        }
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
        writing();
        real.truncate(size);
        return this;
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
        throw new UnsupportedOperationException("mapping is not played");
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException("nothing here needs locks");
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
        throw new UnsupportedOperationException("nothing here needs locks");
    }
}
