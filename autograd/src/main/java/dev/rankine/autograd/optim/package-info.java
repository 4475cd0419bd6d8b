/**
 * Optimizers: what turns gradients into updates of parameters, at which rates, within which bounds.
 *
 * <pre>
 * Gradients ─ Clip ─► Optimizer.step ─► parameters, in place
 *                         ▲
 *               Schedule ─┘ the rate of this step
 * </pre>
 */
package dev.rankine.autograd.optim;
