import type { Diagnostic, Severity, StatusCode } from '../../diagnostics/index.ts'
import { visible } from '../../diagnostics/index.ts'
import type { GuaranteeResult } from '../../verifier/index.ts'
import type { Judgement, OwnTables, SettingDrift } from '../inspect/index.ts'
import type { Status } from './status.ts'
import type { ListenerStatus, TorStatus } from './tor.ts'

/**
 * What is not as it should be. An error: something is open, dead or not what was applied. A warning: a second line is
 * down, or something cannot be known.
 */
export const findingsOf = (status: Status): readonly Diagnostic[] => {
  const { firewall, own } = status
  return [
    ...(firewall.kind === 'read'
      ? judgementFindings(firewall.judgement, status)
      : [unreadable(firewall.why)]),
    ...(own ? ownFindings(own, status) : []),
    ...policyFindings(status),
    ...torFindings(status.tor, status),
  ]
}

const finding = (
  code: StatusCode,
  severity: Severity,
  message: string,
  help: string,
): Diagnostic => ({ code, severity, message, help })

const unreadable = (why: readonly string[]): Diagnostic =>
  finding(
    'firewall-undecided',
    'warning',
    `what is in force is not understood: ${visible(why[0] ?? 'it is no ruleset')}`,
    'undecided is never to be taken for a yes; `qubes-tor-fw verify --live` tells more',
  )

const judgementFindings = (
  { leaks, doubts, unserved }: Judgement,
  { own, clients }: Status,
): readonly Diagnostic[] => [
  ...together(leaks, (told) =>
    finding(
      'firewall-leaks',
      'error',
      `a packet gets where it must not: ${told}`,
      '`qubes-tor-fw lockdown` closes the gateway; `qubes-tor-fw verify --live` shows the way of each packet',
    ),
  ),
  ...together(doubts, (told) =>
    finding(
      'firewall-undecided',
      'warning',
      `a packet may get where it must not: ${told}`,
      'undecided is never to be taken for a yes; `qubes-tor-fw verify --live` shows what is not understood',
    ),
  ),
  // A lockdown serves nobody, and Qubes lets nobody in before the first client has come.
  ...together(own?.isLockedDown || clients.length === 0 ? [] : unserved, (told) =>
    finding(
      'firewall-dead',
      'error',
      `clients are not served: ${told}`,
      'nothing leaks by it; `qubes-tor-fw verify --live` shows where the packet ends',
    ),
  ),
]

/** One finding for all guarantees that fail alike, with the first one's packet: a screen is small. */
const together = (
  results: readonly GuaranteeResult[],
  told: (what: string) => Diagnostic,
): readonly Diagnostic[] => {
  const [first] = results
  if (!first) return []
  const ids = results.map(({ id }) => id).join(', ')
  return [told(`${example(first)} (${ids})`)]
}

const example = ({ counterexamples: [first], why }: GuaranteeResult): string =>
  first
    ? `\`${visible(first.packet)}\`: ${visible(first.fate.replace(/\.$/, ''))}`
    : visible(why ?? 'no packet is at hand')

const ownFindings = (
  { drift, isLockedDown, customInput }: OwnTables,
  { applied }: Status,
): readonly Diagnostic[] => {
  if (isLockedDown) return [lockedDown(applied?.reason ?? null)]
  const [packet] = drift.packets
  return [
    ...(drift.missing.length > 0
      ? [
          finding(
            'firewall-not-applied',
            'error',
            `what the policy asks for is not in force: ${drift.missing.join(', ')}`,
            'load it with `qubes-tor-fw apply`, or with the service',
          ),
        ]
      : []),
    ...(drift.changed.length > 0
      ? [
          finding(
            'firewall-drift',
            'error',
            `somebody changed ${drift.changed.join(' and ')}${packet ? `: \`${visible(packet.packet)}\` fares otherwise now` : ''}`,
            '`qubes-tor-fw apply` puts back what was applied',
          ),
        ]
      : []),
    ...settingFindings(drift.settings),
    ...(customInput === 'missing'
      ? [
          finding(
            'custom-input-missing',
            'error',
            "Qubes' custom-input chain does not jump to ours, so that Qubes rejects what clients send to Tor",
            'load qubes-custom-input.nft with `nft -f`, or restart the service',
          ),
        ]
      : []),
  ]
}

/** Settings that one finding names. */
const SETTINGS_MAX = 4

const settingFindings = (settings: readonly SettingDrift[]): readonly Diagnostic[] => {
  if (settings.length === 0) return []
  const told = settings
    .slice(0, SETTINGS_MAX)
    .map(({ key, wanted, found }) => `${key} is ${found ?? 'not there'}, not ${wanted}`)
  const more = settings.length - told.length
  return [
    finding(
      'setting-drift',
      'warning',
      `${told.join('; ')}${more > 0 ? `; and ${more} more` : ''}`,
      'the verdict counts with what is in force; `sysctl -p` of 60-qubes-tor-fw.conf puts it back',
    ),
  ]
}

const lockedDown = (reason: string | null): Diagnostic =>
  finding(
    'firewall-locked-down',
    'error',
    `the gateway is locked down${reason === null ? '' : `: ${visible(reason)}`}`,
    'nothing of clients passes; mend the reason, then `qubes-tor-fw apply`',
  )

const policyFindings = ({ applied, gateway }: Status): readonly Diagnostic[] =>
  applied === null ||
  applied.policyDigest === null ||
  applied.policyDigest === gateway.source.digest
    ? []
    : [
        finding(
          'policy-differs',
          'error',
          `what was applied is of another policy than ${visible(gateway.source.name)}`,
          'name the policy that was applied with --policy, or apply this one',
        ),
      ]

const torFindings = (tor: TorStatus, { gateway }: Status): readonly Diagnostic[] => {
  const { state, listeners } = tor
  const absent = listeners.filter(({ sockets }) => sockets.length === 0)
  const isDown = state.kind === 'silent' && absent.length === listeners.length
  if (isDown && listeners.length > 0)
    return [
      finding(
        'tor-down',
        'error',
        `Tor is not running: nobody listens on its ports, and ${visible(tor.controlSocket)} says: ${visible(state.why)}`,
        'see the journal of qubes-tor.service; nothing leaks while Tor is down',
      ),
    ]
  return [
    ...(state.kind === 'silent'
      ? [
          finding(
            'tor-silent',
            'warning',
            `Tor cannot be asked how it is: ${visible(tor.controlSocket)}: ${visible(state.why)}`,
            'the service gives Tor a control socket that root alone reaches; --control-socket names another',
          ),
        ]
      : bootstrap(state)),
    ...absent.map((listener) =>
      finding(
        'tor-not-listening',
        'error',
        `nobody listens on ${label(listener)}, where the rules send clients`,
        'see the torrc and the journal of qubes-tor.service',
      ),
    ),
    ...strangers(listeners, gateway.tor.uid),
  ]
}

const bootstrap = ({
  bootstrap: { percent, summary, warning },
}: Extract<TorStatus['state'], { kind: 'answers' }>): readonly Diagnostic[] =>
  percent === 100
    ? []
    : [
        finding(
          'tor-bootstrapping',
          'error',
          `Tor is ${percent} % on its way into the network: ${visible(summary)}${warning === '' ? '' : `; it is held up: ${visible(warning)}`}`,
          'clients wait until it is there',
        ),
      ]

/** Root is never Tor; and where the policy names Tor's number, nobody else is. */
const strangers = (
  listeners: readonly ListenerStatus[],
  uid: number | null,
): readonly Diagnostic[] =>
  listeners.flatMap((listener) => {
    const stranger = listener.sockets.find((socket) =>
      uid === null ? socket.uid === 0 : socket.uid !== uid,
    )
    return stranger === undefined
      ? []
      : [
          finding(
            'tor-stranger',
            'error',
            `user ${stranger.uid}, who is not Tor, listens on ${label(listener)}, where the rules send clients`,
            'every proof takes for granted that Tor owns that port; find out who it is',
          ),
        ]
  })

export const label = ({ option, port, protocol }: ListenerStatus): string =>
  `${option} ${port} (${protocol})`
