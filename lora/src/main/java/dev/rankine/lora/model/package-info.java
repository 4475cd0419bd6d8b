/**
 * A model with adapters: many by name, some of them active, none of them touching the base.
 *
 * <pre>
 * AdaptedModel ─┬─ the base, frozen
 *               ├─ "a": an Update for each layer      activate("a", "b"): both are added
 *               └─ "b": an Update for each layer      disable(): the base, to the bit
 * </pre>
 *
 * <p>Letters in shapes: B batch, T steps of a sequence, I in, O out.
 */
package dev.rankine.lora.model;
