package dev.rankine.mnist.report;

/**
 * One line of a chart.
 *
 * @param style a class of the page: {@code a} or {@code b}
 * @param dots whether its points are few enough to be marked
 */
record Line(String name, String style, double[] x, double[] y, boolean dots) {}
