/**
 * The loop around a step: epochs, listeners, logs, and checkpoints from which a training goes on to
 * the same bits.
 */
package dev.rankine.autograd.train;
