/** iptables' own names of single bits, in the order in which iptables-save prints them. */
const bits = {
  'ct state': [
    [1n, 'INVALID'],
    [8n, 'NEW'],
    [4n, 'RELATED'],
    [2n, 'ESTABLISHED'],
    [64n, 'UNTRACKED'],
  ],
  'ct status': [
    [16n, 'SNAT'],
    [32n, 'DNAT'],
  ],
  'tcp flags': [
    [1n, 'FIN'],
    [2n, 'SYN'],
    [4n, 'RST'],
    [8n, 'PSH'],
    [16n, 'ACK'],
    [32n, 'URG'],
  ],
} as const satisfies Record<string, readonly (readonly [bigint, string])[]>

/** The bits of a value by name; a bit without a name is a bug of whoever asks. */
export const bitNames = (field: string, value: bigint): readonly string[] => {
  const known = Object.entries(bits).find(([name]) => name === field)?.[1] ?? []
  const set = known.filter(([bit]) => (value & bit) !== 0n)
  const covered = set.reduce((all, [bit]) => all | bit, 0n)
  if (covered !== value) throw new Error(`bug: iptables has no names for ${field} ${value}`)
  return set.map(([, name]) => name)
}
