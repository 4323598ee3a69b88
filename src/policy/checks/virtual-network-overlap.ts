import type { Prefix } from '../../net/index.ts'
import { formatPrefix, hostPrefix, prefixContains, prefixesOverlap } from '../../net/index.ts'
import { defaultLocalNetworks } from '../defaults.ts'
import type { Path } from '../path.ts'
import type { Subject } from '../subject.ts'
import type { Check } from './check.ts'
import { qubesRanges } from './ranges.ts'

/** A real network with who has it. */
interface Real {
  readonly prefix: Prefix
  readonly what: string
  readonly path: Path | undefined
}

const standard: ReadonlySet<string> = new Set(defaultLocalNetworks)

/**
 * A local network that holds all virtual addresses is no collision: they are exempt from it, as
 * 10.192.0.0/10 is from 10.0.0.0/8. One that
 * lies among them is a real place with their addresses, unless it is a range of the standard list, which
 * is there for its kind.
 */
const realNetworks = ({ document, ...subject }: Subject, virtual: Prefix): readonly Real[] => [
  ...(document.environment === 'standalone'
    ? []
    : qubesRanges.map(({ prefix, name }) => ({ prefix, what: name, path: undefined }))),
  ...subject.clientPrefixes.map(({ value, path }) => ({
    prefix: value,
    what: 'a network of clients',
    path,
  })),
  ...subject.clientAddresses.map(({ value, path }) => ({
    prefix: hostPrefix(value),
    what: "a client's address",
    path,
  })),
  ...subject.gatewayAddresses.map(({ value, path }) => ({
    prefix: hostPrefix(value),
    what: "the gateway's address",
    path,
  })),
  ...subject.localNetworks
    .filter(({ value }) => prefixContains(virtual, value) && !standard.has(formatPrefix(value)))
    .map(({ value, path }) => ({ prefix: value, what: 'a local network', path })),
]

/** What is both virtual and real goes to Tor or to a neighbour as luck has it: a name in clear, or a host that nobody reaches. */
export const virtualNetworkOverlap: Check = {
  code: 'virtual-network-overlap',
  severity: 'error',
  find: (subject) => {
    const virtual = subject.virtualNetwork
    if (!virtual) return []
    const virtualIsStated = subject.stated.tor?.virtualAddresses !== undefined
    return realNetworks(subject, virtual.value)
      .filter(({ prefix }) => prefixesOverlap(virtual.value, prefix))
      .map(({ prefix, what, path }) => ({
        // A default is nowhere to be seen; then the real network is the place to point at.
        path: virtualIsStated || !path ? virtual.path : path,
        message: `the virtual addresses \`${formatPrefix(virtual.value)}\` meet \`${formatPrefix(prefix)}\`, ${what}`,
        help: 'choose virtual addresses that nothing else has, by `tor.virtualAddresses`',
        ...(path && virtualIsStated && { related: [{ message: 'the real ones are here', path }] }),
      }))
  },
}
