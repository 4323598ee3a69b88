/** As much of DNS (RFC 1035) as a stub resolver and a small name server need: one question, answers of three types. */
export const recordType = { A: 1, PTR: 12, AAAA: 28 } as const
export type RecordType = keyof typeof recordType

export interface Question {
  readonly id: number
  readonly name: string
  readonly type: number
}

export interface Answer {
  readonly id: number
  /** 0 is no error, 3 no such name (RFC 1035 section 4.1.1). */
  readonly code: number
  /** Addresses as text, names for PTR. */
  readonly records: readonly string[]
}

const headerBytes = 12
const responseFlags = 0x8180

const nameBytes = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split('.')
      .filter((label) => label !== '')
      .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ])

/** The name at an offset, and where what follows it begins; compression is followed. */
const readName = (message: Buffer, start: number): { name: string; end: number } => {
  const labels: string[] = []
  let at = start
  let end = 0
  for (let hops = 0; hops < 64; hops++) {
    const length = message[at] ?? 0
    if (length >= 0xc0) {
      end ||= at + 2
      at = message.readUInt16BE(at) & 0x3fff
    } else if (length === 0) return { name: labels.join('.'), end: end || at + 1 }
    else {
      labels.push(message.toString('latin1', at + 1, at + 1 + length))
      at += 1 + length
    }
  }
  throw new Error('a name without an end')
}

const numbers = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 2)
  for (const [index, value] of values.entries()) bytes.writeUInt16BE(value, index * 2)
  return bytes
}

export const question = ({ id, name, type }: Question): Buffer =>
  Buffer.concat([numbers(id, 0x0100, 1, 0, 0, 0), nameBytes(name), numbers(type, 1)])

export const readQuestion = (message: Buffer): Question => {
  const { name, end } = readName(message, headerBytes)
  return { id: message.readUInt16BE(0), name, type: message.readUInt16BE(end) }
}

const addressBytes = (text: string): Buffer =>
  text.includes(':')
    ? numbers(...text.split(':').map((part) => Number.parseInt(part || '0', 16)))
    : Buffer.from(text.split('.').map(Number))

const dataOf = (type: number, record: string): Buffer =>
  type === recordType.PTR ? nameBytes(record) : addressBytes(record)

/** Addresses of IPv6 are to be written with all eight groups. */
export const answer = (asked: Question, code: number, records: readonly string[]): Buffer =>
  Buffer.concat([
    numbers(asked.id, responseFlags | code, 1, records.length, 0, 0),
    nameBytes(asked.name),
    numbers(asked.type, 1),
    ...records.flatMap((record) => {
      const data = dataOf(asked.type, record)
      return [nameBytes(asked.name), numbers(asked.type, 1, 0, 60, data.length), data]
    }),
  ])

const textOf = (message: Buffer, type: number, at: number, length: number): string => {
  if (type === recordType.PTR) return readName(message, at).name
  const data = message.subarray(at, at + length)
  if (type === recordType.A) return [...data].join('.')
  return (data.toString('hex').match(/..../g) ?? [])
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}

export const readAnswer = (message: Buffer): Answer => {
  let at = readName(message, headerBytes).end + 4
  const records: string[] = []
  for (let left = message.readUInt16BE(6); left > 0; left--) {
    const { end } = readName(message, at)
    const length = message.readUInt16BE(end + 8)
    records.push(textOf(message, message.readUInt16BE(end), end + 10, length))
    at = end + 10 + length
  }
  return { id: message.readUInt16BE(0), code: message.readUInt16BE(2) & 15, records }
}
