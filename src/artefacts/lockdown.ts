import { parsePrefix } from '../net/index.ts'
import type { Machine } from '../ruleset/index.ts'
import type { GatewayFacts, GuaranteeId, Shown, Verification } from '../verifier/index.ts'
import { guaranteeIds, verify } from '../verifier/index.ts'

/**
 * What promises a service is not asked, nor what is said of what reaches Tor: nothing does.
 * `gateway-unknown` is: a gateway that answers no ARP tells nothing of its addresses, as long as it answers
 * for none of them.
 */
const notUnderLockdown: readonly GuaranteeId[] = [
  'tcp-reaches-tor',
  'dns-reaches-tor',
  'client-address-kept',
  'torrc-agrees',
  // The firewall's proof asks it of the way to the lockdown and from it.
  'fail-closed',
]

/** What a lockdown is asked: all else. */
export const lockdownGuarantees: readonly GuaranteeId[] = guaranteeIds.filter(
  (id) => !notUnderLockdown.includes(id),
)

/** These two are asked as if Tor listened nowhere and every address were local: together, that no client packet arrives. */
const sealedGuarantees: readonly GuaranteeId[] = ['no-client-escape', 'local-networks-blocked']

/** What the policy keeps is kept, and of what it opens to clients nothing. */
const lockedFacts = (facts: GatewayFacts): GatewayFacts => ({
  ...facts,
  clients: { ...facts.clients, dhcpServer: false },
  disposition: { tcp: 'drop', dns: 'drop', udp: 'drop', localNetworks: 'drop' },
  services: { ...facts.services, clients: [] },
})

/** No packet is for port 0, so nothing that arrives is excused for being Tor's. */
const nowhere = 0

const sealedFacts = (facts: GatewayFacts): GatewayFacts => ({
  ...lockedFacts(facts),
  localNetworks: ['0.0.0.0/0', '::/0'].flatMap((text) => parsePrefix(text) ?? []),
  tor: {
    ...facts.tor,
    transPort: nowhere,
    dnsPort: nowhere,
    socksPorts: [],
    socksIsolation: [],
    virtualAddresses: [],
  },
})

/** The gateway's own is judged by the policy as it is: a port that serves clients is nobody's to begin a connection from. */
const ownTraffic: readonly GuaranteeId[] = ['gateway-egress']

/** Whether a ruleset is a lockdown of this gateway. */
export const verifyLockdown =
  (facts: GatewayFacts) =>
  (machine: Machine, shown: Shown): Verification => {
    const others = lockdownGuarantees.filter(
      (id) => !sealedGuarantees.includes(id) && !ownTraffic.includes(id),
    )
    const verifications = [
      verify(machine, sealedFacts(facts), { shown, only: sealedGuarantees }),
      verify(machine, lockedFacts(facts), { shown, only: others }),
      verify(machine, facts, { shown, only: ownTraffic }),
    ]
    const guarantees = verifications
      .flatMap((each) => each.guarantees)
      .sort((one, other) => guaranteeIds.indexOf(one.id) - guaranteeIds.indexOf(other.id))
    const verdicts = verifications.map(({ verdict }) => verdict)
    const [worst] = (['refuted', 'undecided'] as const).filter((each) => verdicts.includes(each))
    return { verdict: worst ?? 'proved', guarantees }
  }
