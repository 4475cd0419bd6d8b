/** One adapter out of several, each with a weight: PEFT's {@code add_weighted_adapter}. */
package dev.rankine.lora.combine;
