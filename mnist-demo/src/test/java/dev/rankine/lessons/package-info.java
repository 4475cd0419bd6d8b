/**
 * Holds the lessons' pages to their programs: the code on a page is the program's, the output is
 * what it prints, the figures are drawn from that output, and links lead somewhere.
 */
package dev.rankine.lessons;
