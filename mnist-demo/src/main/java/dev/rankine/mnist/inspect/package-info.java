/** What is in a file of numbers. */
package dev.rankine.mnist.inspect;
