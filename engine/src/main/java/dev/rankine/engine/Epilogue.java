package dev.rankine.engine;

/**
 * What happens to a matrix product (M, N) while it is still in the cache: the bias of its column is
 * added to each element, then ReLU. The bits are those of {@link Backend#zip} and {@link
 * Backend#map}.
 *
 * @param bias (N)
 * @param relu whether ReLU follows
 */
public record Epilogue(Tensor bias, boolean relu) {}
