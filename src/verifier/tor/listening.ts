import type { ListenerKind, TorListener, TorrcFacts } from '../../backends/torrc/index.ts'
import { formatAddress } from '../../net/index.ts'
import type { Diagram } from '../diagram/index.ts'
import { and, FALSE, or, TRUE } from '../diagram/index.ts'
import type { Told } from '../guarantees/evidence.ts'
import type { Binding, Space } from '../space/index.ts'
import { destinationBlocks, has, netFamily } from '../space/index.ts'

/** As torrc calls what opens such a listener. */
export const optionOf: Readonly<Record<ListenerKind, string>> = {
  trans: 'TransPort',
  dns: 'DNSPort',
  socks: 'SocksPort',
  'http-tunnel': 'HTTPTunnelPort',
  natd: 'NATDPort',
  control: 'ControlPort',
  or: 'ORPort',
  'ext-or': 'ExtORPort',
  dir: 'DirPort',
  metrics: 'MetricsPort',
}

/** The listeners that tor opens with this torrc: with `DisableNetwork 1` those alone by which it is controlled. */
export const openListeners = ({ listeners, options }: TorrcFacts): readonly TorListener[] => {
  const disabled = options.findLast(({ name }) => name.toLowerCase() === 'disablenetwork')
  return disabled?.value === '1' ? listeners.filter(({ kind }) => kind === 'control') : listeners
}

/**
 * Where packets have to arrive to meet a listener. `surely`: there it is. `perhaps`: it may be there, as far as is
 * known of the gateway's addresses; no less than `surely`.
 */
export interface Meeting {
  readonly surely: Diagram
  readonly perhaps: Diagram
}

/** The packets that meet the listener, as they bear their addresses when they arrive. */
export const meeting = (space: Space, binding: Binding, listener: TorListener): Meeting => {
  const { arena } = space
  const protocol = has(space, 'l4proto', listener.kind === 'dns' ? 17 : 6)
  // A listener in the file system meets no packet, and which port is free nobody knows.
  const port =
    typeof listener.port === 'number'
      ? and(arena, protocol, has(space, destinationBlocks(binding).port, listener.port))
      : FALSE
  const { surely, perhaps } = addressed(space, binding, listener)
  return { surely: and(arena, port, surely), perhaps: and(arena, port, perhaps) }
}

const exactly = (set: Diagram): Meeting => ({ surely: set, perhaps: set })

const addressed = (space: Space, binding: Binding, listener: TorListener): Meeting => {
  const { at } = listener
  const { arena, facts } = space
  const blocks = destinationBlocks(binding)
  switch (at.kind) {
    case 'any':
      return exactly(TRUE)
    case 'unix':
      return exactly(FALSE)
    case 'name':
      return { surely: FALSE, perhaps: isLoopback(listener) ? FALSE : TRUE }
    case 'client-facing':
      return exactly(has(space, blocks.facing, 1))
    case 'address': {
      const { address } = at
      if (address.family !== netFamily(space)) return exactly(FALSE)
      // All of its family: tor takes none of IPv4 at a socket of IPv6 (IPV6_V6ONLY, connection_listener_new).
      if (address.value === 0n) return exactly(TRUE)
      const surely = has(space, blocks.address, address.value)
      const isUnknown = facts.clients.gatewayAddress.kind === 'unknown' && !isLoopback(listener)
      return isUnknown
        ? { surely, perhaps: or(arena, surely, has(space, blocks.facing, 1)) }
        : exactly(surely)
    }
  }
}

/** Where no packet from a wire arrives: at 127.0.0.0/8, ::1, or what every machine calls localhost (RFC 6761, 6.3). */
export const isLoopback = ({ at }: TorListener): boolean => {
  if (at.kind === 'name') return at.name.toLowerCase() === 'localhost'
  if (at.kind !== 'address') return false
  return at.address.family === 'ip4' ? at.address.value >> 24n === 127n : at.address.value === 1n
}

/** A listener as people find it in their torrc. */
export const lineOf = (listener: TorListener): NonNullable<Told['line']> => ({
  text: `${optionOf[listener.kind]} ${endpointOf(listener)}${listener.place === null ? ', which tor opens by itself' : ''}`,
  place: listener.place,
})

export const endpointOf = ({ at, port }: TorListener): string => {
  switch (at.kind) {
    case 'any':
      return `${port}`
    case 'unix':
      return `unix:${at.path}`
    case 'name':
      return `${at.name}:${port}`
    case 'client-facing':
      return `the client-facing address, port ${port}`
    case 'address': {
      const text = formatAddress(at.address)
      return at.address.family === 'ip4' ? `${text}:${port}` : `[${text}]:${port}`
    }
  }
}
