/**
 * What is in a file of numbers.
 *
 * <pre>
 * .safetensors, .npy, .npz, idx ─ Contents ─► a Listing: names, shapes, Statistics
 * </pre>
 */
package dev.rankine.mnist.inspect;
