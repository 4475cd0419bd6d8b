/** How good predictions are. Letters in shapes: B batch, C classes. */
package dev.rankine.autograd.metrics;
