/** The machine: what it is, and the two limits that no kernel passes. */
package dev.rankine.bench.machine;
