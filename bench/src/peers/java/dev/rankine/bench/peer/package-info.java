/**
 * Native libraries to compare with. Compiled with the profile {@code peers} only.
 *
 * <pre>
 * Workload ─┬─ OpenBlas ─► Blas, through java.lang.foreign ─► Trial
 *           └─ LibTorch ─► each Layout is tried, the fastest is the Trial
 * </pre>
 *
 * <p>Letters in shapes: N examples, B batch.
 */
package dev.rankine.bench.peer;
