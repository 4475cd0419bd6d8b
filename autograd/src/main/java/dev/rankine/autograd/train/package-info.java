/**
 * The loop around a step: epochs, listeners, logs, and checkpoints from which a training goes on to
 * the same bits.
 *
 * <pre>
 * epochs ─► batches ─► Objective: loss ─► backward ─► Optimizer.step
 *    │                                                    │
 *    └─► TrainingListener: logs, early stop       Checkpoints: all of this, to go on from
 * </pre>
 *
 * <p>Letters in shapes: N examples, B batch, K classes.
 */
package dev.rankine.autograd.train;
