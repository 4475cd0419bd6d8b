/**
 * What an adapter adds to one layer: the {@link dev.rankine.lora.update.Base} it sits on, the
 * {@link dev.rankine.lora.update.Update}, and how that starts.
 *
 * <p>Letters in shapes: B batch, I in, O out, R rank, C channels, K inputs of one output (I, or
 * C·kernelH·kernelW).
 */
package dev.rankine.lora.update;
