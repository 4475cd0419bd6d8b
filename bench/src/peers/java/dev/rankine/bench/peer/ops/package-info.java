/** Every op that libtorch also has, beside it: the same numbers within bounds, and the time. */
package dev.rankine.bench.peer.ops;
