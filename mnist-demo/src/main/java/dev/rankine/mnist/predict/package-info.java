/**
 * From a picture of a digit to what a network sees. Letters: H height, W width, in pixels.
 *
 * <pre>
 * picture (H, W) ─ GreyImage ─ Centred: as MNIST was made ─► (28, 28) ─► the network
 * </pre>
 */
package dev.rankine.mnist.predict;
