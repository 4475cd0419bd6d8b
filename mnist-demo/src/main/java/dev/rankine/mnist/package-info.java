/**
 * The program that people run: {@code base} trains a small CNN, {@code feature-lora} adapts it.
 *
 * <p>Letters in shapes: B batch, H height, W width.
 */
package dev.rankine.mnist;
