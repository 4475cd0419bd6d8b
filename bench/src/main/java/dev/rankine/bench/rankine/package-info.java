/** Workloads on Rankine, and what they must give. */
package dev.rankine.bench.rankine;
