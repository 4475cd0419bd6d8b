/**
 * What is in a file of numbers.
 *
 * <pre>
 * .safetensors, .npy, .npz ─ Contents ─► an Item each ─► a Listing: names, shapes, Statistics
 * </pre>
 */
package dev.rankine.mnist.inspect;
