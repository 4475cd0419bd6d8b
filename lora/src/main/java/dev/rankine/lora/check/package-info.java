/** What an adapted model trains, and what looks like a mistake in it. */
package dev.rankine.lora.check;
