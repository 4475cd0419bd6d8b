/**
 * What a person looks at after a run: one page that needs nothing but a browser, and the same
 * charts as pictures.
 *
 * <pre>
 * Findings ─┬─ Sheet, Html ─────────► one page
 *           └─ LineChart, Png ──────► the same charts as pictures
 * </pre>
 */
package dev.rankine.mnist.report;
