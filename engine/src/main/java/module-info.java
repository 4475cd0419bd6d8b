/** Tensors, kernels and backends; numbers, and nothing about learning. */
module dev.rankine.engine {
  requires jdk.incubator.vector;
  requires java.management;
  requires jdk.management;
  requires com.fasterxml.jackson.core;
  requires static jocl;

  exports dev.rankine.engine;
  exports dev.rankine.engine.io;
  exports dev.rankine.engine.linalg;

  uses dev.rankine.engine.BackendProvider;

  provides dev.rankine.engine.BackendProvider with
      dev.rankine.engine.cpu.CpuProvider,
      dev.rankine.engine.opencl.OpenClProvider,
      dev.rankine.engine.reference.ReferenceProvider;
}
