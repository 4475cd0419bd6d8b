/**
 * The float64 specification of every primitive, in plain loops.
 *
 * <pre>
 * Backend ◄── ReferenceBackend ── what a result means, float64
 *    ▲                               │ compared, within stated bounds
 *    └────── cpu ────────────────────┘
 * </pre>
 *
 * <p>Letters in shapes: as in {@link dev.rankine.engine}.
 */
package dev.rankine.engine.reference;
