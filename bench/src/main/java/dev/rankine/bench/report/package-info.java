/** What the comparison found: the results as a file, and the README's tables and charts. */
package dev.rankine.bench.report;
