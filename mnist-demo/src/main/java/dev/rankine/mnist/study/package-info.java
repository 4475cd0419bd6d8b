/** Many trainings beside each other: what their numbers say, and no more. */
package dev.rankine.mnist.study;
