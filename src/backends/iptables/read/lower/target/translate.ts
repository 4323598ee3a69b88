import type { Interval } from '../../../../../net/index.ts'
import { familyMaximum } from '../../../../../net/index.ts'
import type { Step, Translate } from '../../../../../ruleset/index.ts'
import type { Given } from '../../extension.ts'
import type { NumberRange } from '../../values/number.ts'
import type { Translation } from '../../values/translation.ts'
import { intervalOf, is } from '../alternatives.ts'
import { markStep } from './mark.ts'
import type { TargetHandlers } from './result.ts'
import { result, unknownTarget, verdict } from './result.ts'

const translate = (
  nat: Translate['nat'],
  addresses: Interval | null,
  ports: Interval | null,
): Step => ({
  kind: 'translate',
  nat,
  target: { kind: 'fixed', addresses, ports, netmap: false },
})

const portsOf = (given: Given<NumberRange> | undefined): Interval | null =>
  given ? intervalOf(given.value) : null

/** A range whose last address lies below its first one loads; what the kernel makes of it is not said anywhere. */
const fixed = (nat: 'dnat' | 'snat', given: Given<Translation> | undefined): Step => {
  const addresses = given?.value.addresses ?? null
  const ports = given?.value.ports ?? null
  if (addresses && addresses.last < addresses.first)
    return { kind: 'translate', nat, target: { kind: 'opaque' } }
  return translate(nat, addresses, ports && intervalOf(ports))
}

/** SYN, FIN, RST and ACK of the byte of flags (RFC 9293, section 3.1). */
const openingFlags = 0x17n

/** Targets that rewrite addresses, or hand packets to sockets. */
export const translationHandlers = {
  DNAT: ({ options }) => result(fixed('dnat', options['to-destination'])),
  SNAT: ({ options }) => result(fixed('snat', options['to-source'])),
  MASQUERADE: ({ options }) => result(translate('masquerade', null, portsOf(options['to-ports']))),
  REDIRECT: ({ options }) => result(translate('redirect', null, portsOf(options['to-ports']))),
  NETMAP({ options: { to } }, { family, hooks, text }) {
    const isDestination = hooks.has('PREROUTING') || hooks.has('OUTPUT')
    const isSource = hooks.has('POSTROUTING') || hooks.has('INPUT')
    const host = to ? familyMaximum(family) ^ to.value.mask : 0n
    const isPrefix = (host & (host + 1n)) === 0n
    // Which of the two addresses it rewrites hangs on the hook (xt_NETMAP.c).
    if (!to || !isPrefix || (isDestination && isSource)) return unknownTarget(text())
    const first = to.value.address & to.value.mask
    const addresses = { first, last: first | host }
    const target = { kind: 'fixed', addresses, ports: null, netmap: true } as const
    return result({ kind: 'translate', nat: isSource ? 'snat' : 'dnat', target })
  },
  TPROXY({ options }) {
    const { 'on-port': port, 'on-ip': address, 'tproxy-mark': mark } = options
    const change = mark ? markStep(mark.value) : undefined
    const taken: readonly Step[] = [
      {
        kind: 'tproxy',
        address: address && address.value !== 0n ? address.value : null,
        port: port && port.value !== 0 ? BigInt(port.value) : null,
      },
      ...(change ? [change] : []),
      verdict({ kind: 'accept' }),
    ]
    // Without a socket the packet is dropped, where nft would go on (tproxy_tg4 of net/netfilter/xt_TPROXY.c).
    return { rows: [taken, [verdict({ kind: 'drop' })]], isOnceOnly: false }
  },
  TEE: (_target, { text }) => result({ kind: 'escape', way: 'duplicate', text: text() }),
  SYNPROXY: () => ({
    // Opening packets and bare acknowledgements are answered or dropped; all else goes on (nf_synproxy_core.c).
    rows: [
      [is('tcp flags', 2n, { mask: openingFlags, hotdrop: true }), verdict({ kind: 'synproxy' })],
      [is('tcp flags', 16n, { mask: openingFlags, hotdrop: true }), verdict({ kind: 'synproxy' })],
    ],
    isOnceOnly: false,
  }),
} satisfies TargetHandlers<
  'DNAT' | 'SNAT' | 'MASQUERADE' | 'REDIRECT' | 'NETMAP' | 'TPROXY' | 'TEE' | 'SYNPROXY'
>
