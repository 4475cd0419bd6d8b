/**
 * What the comparison found: the results as a file, and the README's tables and charts.
 *
 * <pre>
 * results/&lt;machine&gt;.json ─ Results ─┬─ Tables ─► README
 *                                   └─ Charts ─► SVG
 * </pre>
 */
package dev.rankine.bench.report;
