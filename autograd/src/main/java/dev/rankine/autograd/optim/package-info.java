/** Optimizers: what turns gradients into updates of parameters. */
package dev.rankine.autograd.optim;
