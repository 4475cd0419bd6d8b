package dev.rankine.autograd;

/**
 * An op whose backward also takes a dy that is a scalar and stands for every element of the output:
 * the gradient of a sum is one number, however many elements were summed. Any other op is given it
 * written out.
 */
public interface TakesNumber {}
