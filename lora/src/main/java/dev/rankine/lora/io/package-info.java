/** Adapters in files, in PEFT's layout. */
package dev.rankine.lora.io;
