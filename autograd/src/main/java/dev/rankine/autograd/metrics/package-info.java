/**
 * How good predictions are. Letters in shapes: N examples, B batch, C classes.
 *
 * <pre>
 * logits (B, C), labels (B) ─┬─► Accuracy          one number
 *                            └─► ConfusionMatrix   (C, C), precision, recall, F1
 * </pre>
 */
package dev.rankine.autograd.metrics;
