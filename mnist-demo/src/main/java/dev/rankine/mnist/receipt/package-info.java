/**
 * What a run leaves behind so that it can be done again: {@code base.receipt.json}.
 *
 * <pre>
 * a run ─ ReceiptWriter ─► receipt.json ─ replay ─► the same run ─► the same hash, or not
 * </pre>
 */
package dev.rankine.mnist.receipt;
