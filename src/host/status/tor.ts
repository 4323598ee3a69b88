import type { Gateway } from '../../policy/gateway.ts'
import type { System } from '../system/index.ts'
import type { ListeningSocket, OpenChannel, TorState } from '../tor/index.ts'
import { askTor, readSockets } from '../tor/index.ts'

/** Tor as it is now. */
export interface TorStatus {
  /** Where it was asked. */
  readonly controlSocket: string
  readonly state: TorState
  readonly listeners: readonly ListenerStatus[]
}

/** A port that the rules send clients to, and who listens there. */
export interface ListenerStatus {
  readonly option: 'TransPort' | 'DNSPort' | 'SocksPort'
  readonly protocol: 'tcp' | 'udp'
  readonly port: number
  readonly sockets: readonly ListeningSocket[]
}

/** Where the service puts Tor's control socket, unless the policy names one: a file, which no packet reaches. */
export const serviceControlSocket = '/run/qubes-tor/control/socket'

export const controlSocketOf = ({ tor: { control } }: Pick<Gateway, 'tor'>): string =>
  control.kind === 'socket' ? control.path : serviceControlSocket

const wantedOf = ({ tor, obedience }: Gateway): readonly Omit<ListenerStatus, 'sockets'>[] => [
  ...(obedience.tcp === 'tor'
    ? [{ option: 'TransPort' as const, protocol: 'tcp' as const, port: tor.transPort }]
    : []),
  ...(obedience.dns === 'tor'
    ? [{ option: 'DNSPort' as const, protocol: 'udp' as const, port: tor.dnsPort }]
    : []),
  ...tor.socksPorts.map(({ port }) => ({
    option: 'SocksPort' as const,
    protocol: 'tcp' as const,
    port,
  })),
]

/** Asks Tor itself, and the kernel who listens where Tor should: Tor may be silent and serve all the same. */
export const readTor = async (
  system: System,
  open: OpenChannel,
  gateway: Gateway,
  controlSocket: string,
): Promise<TorStatus> => {
  const sockets = tables.flatMap(({ protocol, name }) => {
    const reading = system.files.read(`/proc/self/net/${name}`)
    return reading.kind === 'read' ? readSockets(protocol, reading.text) : []
  })
  return {
    controlSocket,
    state: await askTor({ open, files: system.files }, controlSocket),
    listeners: wantedOf(gateway).map((wanted) => ({
      ...wanted,
      sockets: sockets.filter(
        ({ protocol, port }) => protocol === wanted.protocol && port === wanted.port,
      ),
    })),
  }
}

const tables = [
  { protocol: 'tcp', name: 'tcp' },
  { protocol: 'tcp', name: 'tcp6' },
  { protocol: 'udp', name: 'udp' },
  { protocol: 'udp', name: 'udp6' },
] as const
