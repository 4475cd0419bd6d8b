/**
 * Benchmarks that check before they time: {@link dev.rankine.bench.Main} starts the comparison with
 * native libraries, and the classes beside it are the same workloads for JMH.
 *
 * <pre>
 * Suite ─► Workload ─► Implementation ─► Trial ─► checked ─► Stopwatch
 * work      work       rankine, peer     work                run
 * </pre>
 */
package dev.rankine.bench;
