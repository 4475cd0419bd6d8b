/**
 * The machine: what it is, and the two limits that no kernel passes.
 *
 * <pre>
 * GFLOP/s ▲        ┌───────────── FmaLoop
 *         │      ╱
 *         │    ╱  TriadLoop: bytes a second
 *         └──────────────────────► operations a byte
 * </pre>
 */
package dev.rankine.bench.machine;
