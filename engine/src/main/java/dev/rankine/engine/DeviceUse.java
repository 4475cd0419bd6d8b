package dev.rankine.engine;

/**
 * What a backend on a device of its own has used so far.
 *
 * @param memory bytes of all its buffers now, those that wait for reuse included
 * @param mostMemory the largest that this was
 * @param uploads copies from this machine to the device
 * @param uploadedBytes their bytes
 * @param downloads copies from the device to this machine, each of which waits for the device
 * @param downloadedBytes their bytes
 */
public record DeviceUse(
    long memory,
    long mostMemory,
    long uploads,
    long uploadedBytes,
    long downloads,
    long downloadedBytes) {}
