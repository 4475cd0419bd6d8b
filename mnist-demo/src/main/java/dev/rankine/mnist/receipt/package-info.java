/** What a run leaves behind so that it can be done again: {@code receipt.json}. */
package dev.rankine.mnist.receipt;
