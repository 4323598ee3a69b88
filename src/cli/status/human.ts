import type { Paint } from '../../diagnostics/index.ts'
import { painter, visible } from '../../diagnostics/index.ts'
import type { OwnTables } from '../../host/inspect/index.ts'
import { holds } from '../../host/inspect/index.ts'
import type { Drop, Status, TorStatus } from '../../host/status/index.ts'
import { formatAddress } from '../../net/index.ts'
import { definitions } from '../layout.ts'
import { formatDuration } from './duration.ts'

/** What is shown of lists that may be long; the other formats have all. */
const CLIENTS_MAX = 8

type Row = readonly [term: string, what: string]

/** One screen: what each part does, a line each. What is wrong with it is told apart. */
export const renderStatusHuman = (status: Status, color: boolean): string => {
  const paint = painter(color)
  const { own, tor, clients, drops } = status
  const rows: readonly Row[] = [
    ['firewall', firewall(status)],
    ['applied', applied(status)],
    ...(own ? ownRows(own) : []),
    ['tor', torLine(tor)],
    ['listeners', listeners(tor)],
    ['clients', clientLine(clients)],
    ['dropped', dropLine(drops)],
  ]
  return `${definitions(rows)
    .map((line) => heading(line, paint))
    .join('\n')}\n`
}

const heading = (line: string, paint: Paint): string =>
  line.replace(/^ {2}([a-z]+)/, (_, term: string) => `  ${paint('strong', term)}`)

const firewall = ({ firewall: found, own }: Status): string => {
  if (found.kind === 'unreadable') return 'undecided: what is in force is not understood'
  const { judgement } = found
  const proved = judgement.guarantees.filter(({ verdict }) => verdict === 'proved').length
  const lockdown = own?.isLockedDown ? 'locked down; ' : ''
  if (holds(judgement)) return `${lockdown}proved: ${proved} guarantees hold of what is in force`
  const { leaks, doubts } = judgement
  const verdict = leaks.length > 0 ? 'refuted' : 'undecided'
  return `${lockdown}${verdict}: ${[...leaks, ...doubts].map(({ id }) => id).join(', ')}`
}

const applied = ({ applied: known, now, gateway }: Status): string => {
  if (!known) return 'no loader says what it did'
  const when = known.since === null ? '' : ` ${formatDuration(now - known.since)} ago`
  const digest = known.policyDigest ?? gateway.source.digest
  const what = known.verdict === 'proved' ? 'proved and loaded' : 'locked down'
  return `${what}${when} by ${known.backend}; policy ${visible(gateway.source.name)}, sha256:${digest.slice(0, 16)}`
}

const ownRows = ({ drift, isLockedDown, customInput }: OwnTables): readonly Row[] => {
  const { missing, changed, settings } = drift
  const tables = [
    ...missing.map((name) => `${name} is not there`),
    ...changed.map((name) => `${name} was changed`),
    ...(settings.length > 0 ? [`${settings.length} settings of the kernel differ`] : []),
  ]
  return [
    ['drift', isLockedDown ? 'locked down' : tables.length === 0 ? 'none' : tables.join('; ')],
    ...(customInput === 'not-needed' ? [] : ([['qubes', qubesWords[customInput]]] as const)),
  ]
}

const qubesWords = {
  present: 'custom-input lets in what we let in',
  missing: 'custom-input does not jump to us: clients are rejected',
  'no-qubes-table': "Qubes' own tables are not there",
} as const

const torLine = ({ state }: TorStatus): string => {
  if (state.kind === 'silent') return `cannot be asked: ${visible(state.why)}`
  const { version, bootstrap, circuits, isEstablished } = state
  const { percent, summary } = bootstrap
  return [
    `${visible(version)}, bootstrapped ${percent} %${summary === '' ? '' : ` (${visible(summary)})`}`,
    `${circuits.built} circuits${circuits.building > 0 ? ` and ${circuits.building} being built` : ''}`,
    ...(percent === 100 && !isEstablished ? ['none of use at the moment'] : []),
  ].join('; ')
}

const listeners = ({ listeners: list }: TorStatus): string =>
  list.length === 0
    ? 'none is asked for'
    : list
        .map(({ option, port, sockets }) => {
          const where = sockets.map(({ address, uid }) => `${address} by user ${uid}`)
          return `${option} ${port} ${where.length === 0 ? 'nobody' : `at ${[...new Set(where)].join(', ')}`}`
        })
        .join('; ')

const clientLine = (clients: Status['clients']): string => {
  if (clients.length === 0) return 'none attached'
  const shown = clients
    .slice(0, CLIENTS_MAX)
    .map(({ interface: name, addresses }) =>
      [visible(name), ...addresses.map(formatAddress)].join(' '),
    )
  const more = clients.length - shown.length
  return `${clients.length} attached: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

const dropLine = (drops: readonly Drop[] | null): string => {
  if (drops === null) return 'nothing counts'
  const some = drops.filter(({ packets }) => packets > 0)
  return some.length === 0
    ? 'nothing yet'
    : some.map(({ reason, packets }) => `${visible(reason)} ${packets}`).join(', ')
}
