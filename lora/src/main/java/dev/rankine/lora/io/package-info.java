/**
 * Adapters in files, in PEFT's layout.
 *
 * <pre>
 * Adapter ─► adapter_config.json        the settings
 *            adapter_model.safetensors  base_model.model.&lt;layer&gt;.lora_A.weight, …
 * </pre>
 */
package dev.rankine.lora.io;
