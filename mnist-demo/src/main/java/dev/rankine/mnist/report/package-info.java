/**
 * What a person looks at after a run: one page that needs nothing but a browser, and the same
 * charts as pictures.
 */
package dev.rankine.mnist.report;
