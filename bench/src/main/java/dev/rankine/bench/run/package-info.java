/**
 * The comparison: short processes in alternating rounds, and what one such process does.
 *
 * <pre>
 * Compare ─ rounds, alternating ─► Fork ─► a process: Preparation, Jit, Stopwatch ─► Lines
 * </pre>
 */
package dev.rankine.bench.run;
