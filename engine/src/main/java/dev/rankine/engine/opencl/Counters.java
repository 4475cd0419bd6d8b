package dev.rankine.engine.opencl;

import java.util.concurrent.atomic.AtomicLong;

/** What a backend made, gave back and moved: tests hold it to its promises. Thread-safe. */
final class Counters {
  /** OpenCL objects: contexts, queues, programs, kernels, buffers. */
  final AtomicLong created = new AtomicLong();

  final AtomicLong released = new AtomicLong();

  /** Copies from this machine to the device, and back. */
  final AtomicLong uploads = new AtomicLong();

  final AtomicLong uploadedBytes = new AtomicLong();
  final AtomicLong downloads = new AtomicLong();
  final AtomicLong downloadedBytes = new AtomicLong();

  /** Programs that were compiled from source rather than taken from the cache. */
  final AtomicLong compiled = new AtomicLong();
}
