/**
 * What a tape recorded, for people: a table, diagrams, and a page to step through.
 *
 * <pre>
 * Tape ─ Explanation ─┬─► toString    a table
 *                     ├─► mermaid     graphviz
 *                     └─► html        a page to step through
 * </pre>
 */
package dev.rankine.autograd.explain;
