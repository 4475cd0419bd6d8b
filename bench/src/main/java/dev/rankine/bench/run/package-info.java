/** The comparison: short processes in alternating rounds, and what one such process does. */
package dev.rankine.bench.run;
