package dev.rankine.bench.work;

import java.nio.file.Path;

/**
 * The experiment's {@code base} as a program of its own: it loads MNIST, trains the network of
 * {@link Network#BASE} in shuffled batches of 64, tests it after every epoch, and prints a line for
 * each, in the form of Rankine's demo.
 *
 * @param demo the jar of Rankine's demo
 * @param data the folder with the four MNIST files
 * @param out a folder for what it saves
 */
public record Program(Path demo, Path data, Path out, int epochs, int threads) {}
