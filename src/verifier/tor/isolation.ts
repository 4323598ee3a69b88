import type { Isolation, TorListener } from '../../backends/torrc/index.ts'
import type { StreamIsolation, TorFacts } from '../facts.ts'

/** As torrc calls it, and what it keeps apart. */
export const flagOf: Readonly<Record<StreamIsolation, string>> = {
  'client-address': 'IsolateClientAddr',
  'socks-auth': 'IsolateSOCKSAuth',
  'client-protocol': 'IsolateClientProtocol',
  'destination-port': 'IsolateDestPort',
  'destination-address': 'IsolateDestAddr',
}

const keyOf: Readonly<Record<StreamIsolation, Exclude<keyof Isolation, 'sessionGroup'>>> = {
  'client-address': 'clientAddress',
  'socks-auth': 'socksAuthentication',
  'client-protocol': 'clientProtocol',
  'destination-port': 'destinationPort',
  'destination-address': 'destinationAddress',
}

/** What a listener that clients reach has to isolate streams by: clients by their address in any case. */
export const isolationAsked = (
  { socksIsolation }: TorFacts,
  { kind, port }: TorListener,
): readonly StreamIsolation[] => {
  const listed = kind === 'socks' ? socksIsolation.find((each) => each.port === port)?.by : []
  return [...new Set<StreamIsolation>(['client-address', ...(listed ?? [])])]
}

/**
 * What of it is missing, and by whose fault. Listeners of one `SessionGroup` share circuits, and a stream joins one by
 * what its own listener isolates (connection_edge_compatible_with_circuit, src/core/or/connection_edge.c): so a group
 * isolates as its weakest listener does.
 */
export const isolationMissing = (
  asked: readonly StreamIsolation[],
  listener: TorListener,
  all: readonly TorListener[],
): { readonly flag: StreamIsolation; readonly by: TorListener } | null => {
  const { sessionGroup } = listener.isolation
  const group = all.filter(
    (each) =>
      each !== listener && sessionGroup !== null && each.isolation.sessionGroup === sessionGroup,
  )
  for (const flag of asked)
    for (const each of [listener, ...group.filter(isProxy)])
      if (!each.isolation[keyOf[flag]]) return { flag, by: each }
  return null
}

/** Whether streams enter tor by it. */
export const isProxy = ({ kind }: TorListener): boolean =>
  ['trans', 'dns', 'socks', 'http-tunnel', 'natd'].includes(kind)
