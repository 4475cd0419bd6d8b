/**
 * Every op that libtorch also has, beside it: the same numbers within bounds, and the time.
 *
 * <pre>
 * OpPair: an op and its twin ─┬─ Conformance: differences ───────────────┬─ OpReport ─► README
 *                             └─ OpTimes ─► Beside: rounds by turns ─────┘
 *                                           Disturbance: who else ran
 * </pre>
 */
package dev.rankine.bench.peer.ops;
