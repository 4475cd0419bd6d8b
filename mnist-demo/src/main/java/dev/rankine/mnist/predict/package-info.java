/** From a picture of a digit to what a network sees. Letters: H height, W width, in pixels. */
package dev.rankine.mnist.predict;
