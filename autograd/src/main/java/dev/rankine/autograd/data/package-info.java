/** Feeding data: which examples, in which order. Letters in shapes: B batch. */
package dev.rankine.autograd.data;
