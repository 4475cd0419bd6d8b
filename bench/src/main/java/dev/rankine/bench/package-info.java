/**
 * Benchmarks that check before they time: {@link dev.rankine.bench.Main} starts the comparison with
 * native libraries, and the classes beside it are the same workloads for JMH.
 */
package dev.rankine.bench;
