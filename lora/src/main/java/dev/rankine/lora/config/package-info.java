/**
 * What is adapted and how, under the names and with the defaults of Hugging Face's PEFT, read from
 * and written to {@code adapter_config.json}.
 */
package dev.rankine.lora.config;
