package dev.rankine.autograd.data;

/**
 * One pass over the examples.
 *
 * @param number from 1 up
 * @param batches what will be gathered, in this order
 */
public record Epoch(int number, Batches batches) {}
