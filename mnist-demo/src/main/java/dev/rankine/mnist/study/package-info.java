/**
 * Many trainings beside each other: what their numbers say, and no more.
 *
 * <pre>
 * Samples of runs ─ Comparison ─► Difference: mean, standard error, what can be said
 * </pre>
 */
package dev.rankine.mnist.study;
