/** Weights and optimizer states in four and eight bits. */
package dev.rankine.lora.quant;
