package dev.rankine.engine.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** A disk on which one call fails: a write after half of its bytes, as on a full disk. */
final class FaultyDisk implements AtomicFile.Disk {
  private final int failing;
  private int calls;

  /** The call with this number fails, from 1. */
  FaultyDisk(int failing) {
    this.failing = failing;
  }

  /** Calls so far. */
  int calls() {
    return calls;
  }

  private boolean failsNow() {
    return ++calls == failing;
  }

  private void step() throws IOException {
    if (failsNow()) {
      throw new IOException("call " + failing + " fails");
    }
  }

  @Override
  public FileChannel create(Path file) throws IOException {
    step();
    return new Channel(AtomicFile.Disk.super.create(file));
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    AtomicFile.Disk.super.move(from, to);
  }

  /** Writes, and passes the rest on. */
  private final class Channel extends FileChannel {
    private final FileChannel real;

    Channel(FileChannel real) {
      this.real = real;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
      if (failsNow()) {
        real.write(from.slice(from.position(), from.remaining() / 2));
        throw new IOException("call " + failing + " fails");
      }
      ByteBuffer some = from.slice(from.position(), Math.ceilDiv(from.remaining(), 2));
      int count = real.write(some);
      from.position(from.position() + count);
      return count;
    }

    @Override
    public void force(boolean metaData) throws IOException {
      step();
      real.force(metaData);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      real.close();
      step();
    }

    @Override
    public long position() throws IOException {
      return real.position();
    }

    @Override
    public long size() throws IOException {
      return real.size();
    }

    @Override
    public int read(ByteBuffer into) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel position(long to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileChannel truncate(long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer into, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from, long position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock lock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) {
      throw new UnsupportedOperationException();
    }
  }
}
