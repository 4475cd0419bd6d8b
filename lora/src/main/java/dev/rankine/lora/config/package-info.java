/**
 * What is adapted and how, under the names and with the defaults of Hugging Face's PEFT, read from
 * and written to {@code adapter_config.json}.
 *
 * <pre>
 * adapter_config.json ◄─► AdapterConfig ─ TargetModules ─► the layers that are adapted
 * </pre>
 */
package dev.rankine.lora.config;
