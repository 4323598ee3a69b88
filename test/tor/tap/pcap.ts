/** One frame as it was on the wire. */
export interface Frame {
  /** Microseconds since the epoch. */
  readonly at: number
  readonly bytes: Buffer
}

const fileHeaderBytes = 24
const recordHeaderBytes = 16
const magic = 0xa1b2c3d4

/**
 * Reads the stream that `tcpdump -w -` writes, as it comes: libpcap's file format, in this machine's byte order
 * (pcap-savefile(5)). A frame that was cut short is an error: what was not seen cannot be judged.
 */
export const readPcap = (take: (frame: Frame) => void): ((chunk: Buffer) => void) => {
  let pending: Buffer = Buffer.alloc(0)
  let started = false
  const next = (): boolean => {
    if (!started) {
      if (pending.length < fileHeaderBytes) return false
      if (pending.readUInt32LE(0) !== magic) throw new Error('the tap does not speak pcap')
      pending = pending.subarray(fileHeaderBytes)
      started = true
    }
    if (pending.length < recordHeaderBytes) return false
    const length = pending.readUInt32LE(8)
    if (pending.length < recordHeaderBytes + length) return false
    if (length !== pending.readUInt32LE(12)) throw new Error('the tap cut a frame short')
    take({
      at: pending.readUInt32LE(0) * 1e6 + pending.readUInt32LE(4),
      bytes: Buffer.from(pending.subarray(recordHeaderBytes, recordHeaderBytes + length)),
    })
    pending = pending.subarray(recordHeaderBytes + length)
    return true
  }
  return (chunk) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    while (next());
  }
}
