/** Bytes that are made room for at first. */
const FIRST_ROOM = 16_384

/**
 * Reads a stream up to a limit: how long it is, is the sender's choice, and so is the size of its pieces. What lies beyond
 * the limit is never kept, and the stream is given up there.
 * @param most bytes
 * @returns what was read, and whether that is all of it
 */
export async function bytesUpTo(
  stream: ReadableStream<Uint8Array> | null,
  most: number,
): Promise<{ bytes: Uint8Array; isWhole: boolean }> {
  let room = new Uint8Array(Math.min(FIRST_ROOM, most))
  let size = 0
  for await (const chunk of stream ?? []) {
    const kept = chunk.subarray(0, most - size)
    if (size + kept.length > room.length) {
      const larger = new Uint8Array(Math.min(most, Math.max(2 * room.length, size + kept.length)))
      larger.set(room.subarray(0, size))
      room = larger
    }
    room.set(kept, size)
    size += kept.length
    // Leaving the loop cancels the stream.
    if (kept.length < chunk.length) return { bytes: room.subarray(0, size), isWhole: false }
  }
  return { bytes: room.subarray(0, size), isWhole: true }
}
