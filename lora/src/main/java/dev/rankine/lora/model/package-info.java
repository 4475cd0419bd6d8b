/**
 * A model with adapters: many by name, some of them active, none of them touching the base.
 *
 * <p>Letters in shapes: B batch, O out.
 */
package dev.rankine.lora.model;
