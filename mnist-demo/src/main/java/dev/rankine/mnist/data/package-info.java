/** Where the digits come from: files, a cache, the public mirrors, or the program's own pen. */
package dev.rankine.mnist.data;
