/**
 * Files: safetensors, npy and npz, idx, and writing a file whole or not at all.
 *
 * <pre>
 * tensors ─ Safetensors, Npy, Npz ─► AtomicFile: a temporary name, forced, moved into place
 * file ──── Safetensors, Npy, Npz, Idx ─► tensors, or a FormatException with the file's name
 * file ──── SafetensorsFile ─► numbers of any type, in pieces
 * </pre>
 */
package dev.rankine.engine.io;
