import type { PacketClass } from '../../kernel/lab/fate.ts'
import type { Case } from '../../kernel/lab/scenario/index.ts'
import type { Settings } from '../gateway/gateway.ts'
import { speakIpv6 } from '../gateway/interfaces.ts'
import type { Stage } from '../stage.ts'
import { sounds, watch } from '../tap/window.ts'
import type { Claim, Shown } from './claim.ts'
import { without } from './claim.ts'
import { casesOf, sendCases } from './send.ts'

/** Sends what the policy drops in silence: no wire may carry anything because of it. */
const silent =
  (wanted: (kind: PacketClass, one: Case) => boolean) =>
  async (stage: Stage): Promise<Shown> => {
    const cases = casesOf(stage, wanted)
    let tried = 0
    const seen = await watch(stage, async () => {
      tried = await sendCases(stage, cases)
    })
    return { tried, findings: sounds(seen) }
  }

const walls = without('entry_client', 'tracked_client', 'forward', 'leave')

const speakSix: Settings = {
  'ipv6/conf/vif1.0/disable_ipv6': '0',
  'ipv6/conf/eth0/disable_ipv6': '0',
  'ipv6/conf/all/forwarding': '1',
}

/** What dies in silence, a class of packets each. */
export const silences: readonly Claim[] = [
  {
    of: 'udp-dropped',
    says: 'UDP other than to port 53 dies in silence',
    show: silent((kind, one) => kind === 'other' && one.traits.protocol === 'udp'),
    broken: {
      how: 'the walls let everything pass, and Qubes forwards it',
      finds: /^uplink: udp /,
      nft: walls,
    },
  },
  {
    of: 'ipv6-dropped',
    says: 'IPv6 dies in silence, neighbour discovery too',
    show: silent((kind) => kind === 'ipv6'),
    broken: {
      how: 'the gateway speaks IPv6, and its walls let everything pass',
      finds: /^vif1\.0: icmp6 fd09:.* about \[/,
      nft: `${without('entry_client', 'tracked_client', 'forward', 'leave', 'deliver')}\nflush table ip6 qubes`,
      set: speakSix,
      act: (stage) => speakIpv6(stage.world, 0),
    },
  },
  {
    of: 'other-protocols-dropped',
    says: 'ICMP, SCTP, GRE and whatever else is neither TCP nor UDP die in silence',
    show: silent((kind, one) => kind === 'other' && one.traits.protocol !== 'udp'),
    broken: {
      how: 'the walls let everything pass, and Qubes forwards it',
      finds: /^uplink: icmp .* type 8 /,
      nft: walls,
    },
  },
  {
    of: 'local-networks-blocked',
    says: "the local network and Qubes' own hear nothing, and clients no answer from there",
    show: silent((kind) => kind === 'local'),
    broken: {
      how: 'the entry does not ask for local networks: Tor answers in their place',
      finds: / tcp 192\.168\.1\.1:443 > .* flags syn,ack$/,
      nft: 'flush set inet qubes_tor_fw local_networks',
    },
  },
  {
    of: 'no-spoofing',
    says: "who sends with another's source is not served, and nobody is answered",
    show: silent((kind) => kind === 'spoofed'),
    broken: {
      how: "neither our rules nor Qubes' antispoof ask for the source, and the exit is open",
      finds: /^uplink: tcp .* > 8\.8\.4\.4:\d+ flags syn,ack$/,
      nft: `${without('entry_client', 'leave')}\nflush chain ip qubes antispoof`,
    },
  },
]
