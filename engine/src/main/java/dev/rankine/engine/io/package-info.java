/** Files: safetensors, npy and npz, idx, and writing a file whole or not at all. */
package dev.rankine.engine.io;
