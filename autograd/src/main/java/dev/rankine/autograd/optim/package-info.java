/**
 * Optimizers: what turns gradients into updates of parameters, at which rates, within which bounds.
 */
package dev.rankine.autograd.optim;
