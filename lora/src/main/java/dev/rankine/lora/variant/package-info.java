/**
 * Other ways to train adapters: other rates, other frozen parts, ranks that move between layers.
 *
 * <pre>
 * LowRank ─┬─ LoraFa     A is frozen
 *          ├─ LoraPlus   B has a rate of its own
 *          └─ AdaLora    P·λ·Q, a RankAllocator takes the least important λ away
 * </pre>
 *
 * <p>Letters in shapes: I in, O out, R rank.
 */
package dev.rankine.lora.variant;
