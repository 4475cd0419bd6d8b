/**
 * float32 on the cores of this machine: {@link dev.rankine.engine.cpu.CpuBackend} resolves tensors
 * to arrays, the records beside it cut the work into tasks, {@link dev.rankine.engine.cpu.Kernels}
 * does one task.
 *
 * <pre>
 * tensors ─ CpuBackend ─ arrays ─► Gemm, Reducer, ImplicitConvolution, …   what are the tasks
 *                                    └ Parallel                            who does them
 *                                        └ Kernels ─┬ ScalarKernels        one task, plain loops
 *                                                   └ vector               one task, the same bits
 * </pre>
 *
 * <p>Letters in shapes: B batch, C channels, H height, W width, O output channels; (M, K)·(K, N) in
 * matrix products.
 */
package dev.rankine.engine.cpu;
