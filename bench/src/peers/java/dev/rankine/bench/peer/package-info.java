/** Native libraries to compare with. Compiled with the profile {@code peers} only. */
package dev.rankine.bench.peer;
