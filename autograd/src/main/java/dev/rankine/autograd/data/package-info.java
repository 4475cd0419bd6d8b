/**
 * Feeding data: which examples, in which order, and what of them is computed once. Letters in
 * shapes: N examples, B batch.
 */
package dev.rankine.autograd.data;
