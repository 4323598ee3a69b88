/** A socket that waits for others, as /proc/net/tcp and /proc/net/udp tell (proc_net_tcp(5)). */
export interface ListeningSocket {
  readonly protocol: 'tcp' | 'udp'
  /** Dotted IPv4; `*` for any address, and for sockets of IPv6, which take IPv4 as a rule. */
  readonly address: string
  readonly port: number
  readonly uid: number
}

/** Lines that are looked at; a gateway has hundreds of connections, and one of 100,000 is under attack. */
const LINES_MAX = 65_536

/** TCP_LISTEN and, for UDP, TCP_CLOSE: bound and not connected (include/net/tcp_states.h). */
const waiting = { tcp: '0A', udp: '07' } as const

/** Eight digits in the byte order of the machine, which is little-endian wherever Qubes runs. */
const dotted = (hexadecimal: string): string =>
  [6, 4, 2, 0].map((at) => Number.parseInt(hexadecimal.slice(at, at + 2), 16)).join('.')

/** Who waits for others, of one table of /proc/net. */
export const readSockets = (
  protocol: ListeningSocket['protocol'],
  table: string,
): readonly ListeningSocket[] =>
  table
    .split('\n', LINES_MAX)
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , uid] = line.trim().split(/\s+/)
      const [, address, port] = /^([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})$/.exec(local) ?? []
      if (address === undefined || port === undefined) return []
      if (state !== waiting[protocol] || uid === undefined || !/^[0-9]+$/.test(uid)) return []
      const isAny = address.length === 32 || address === '00000000'
      return [
        {
          protocol,
          address: isAny ? '*' : dotted(address),
          port: Number.parseInt(port, 16),
          uid: Number(uid),
        },
      ]
    })
