/**
 * Layers that grow: more inputs or outputs beside trained ones, which stay as they are.
 *
 * <pre>
 *       I    F                     B        the old part keeps its bytes,
 * O ┌──────┬───┐            O ┌─────────┐   the new one is a parameter of its own
 *   │ old  │new│              ├─────────┤
 *   └──────┴───┘            P │   new   │
 *     Widened                 └─────────┘ MoreOutputs
 * </pre>
 *
 * <p>Letters in shapes: B batch, I in, O out, C channels, F new inputs, P new outputs, H height, W
 * width.
 */
package dev.rankine.lora.surgery;
