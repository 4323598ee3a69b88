import type { Diagnostic } from '../../diagnostics/index.ts'
import { diagnosticRecord, visibleJson } from '../../diagnostics/index.ts'
import type { OwnTables } from '../../host/inspect/index.ts'
import type { Status, TorStatus } from '../../host/status/index.ts'
import { formatAddress } from '../../net/index.ts'
import type { StatusVerdict } from './run-status.ts'

/** Grows when a reader of an older version could misunderstand; a key that is added leaves it alone. */
const SCHEMA_VERSION = 1

/** For programs: docs/status.schema.json says what stands in it. Every key is always there. */
export const renderStatusJson = (
  status: Status,
  verdict: StatusVerdict,
  findings: readonly Diagnostic[],
): string => {
  const { gateway, applied, now, firewall, own, tor, clients, drops } = status
  const report = {
    schemaVersion: SCHEMA_VERSION,
    verdict,
    policy: { name: gateway.source.name, sha256: gateway.source.digest },
    now,
    applied: applied && {
      verdict: applied.verdict,
      policySha256: applied.policyDigest,
      artefactSha256: applied.artefactDigest,
      backend: applied.backend,
      since: applied.since,
      reason: applied.reason,
    },
    guarantees:
      firewall.kind === 'read'
        ? firewall.judgement.guarantees.map(({ id, verdict: found }) => ({ id, verdict: found }))
        : [],
    own: own && ownRecord(own),
    tor: torRecord(tor),
    clients: clients.map(({ interface: name, addresses }) => ({
      interface: name,
      addresses: addresses.map(formatAddress),
    })),
    drops,
    diagnostics: findings.map(diagnosticRecord),
  }
  return `${visibleJson(JSON.stringify(report, null, 2))}\n`
}

const ownRecord = ({ drift, isLockedDown, customInput }: OwnTables) => ({
  lockedDown: isLockedDown,
  missing: drift.missing,
  changed: drift.changed,
  settings: drift.settings.map(({ key, wanted, found }) => ({ key, wanted, found })),
  customInput,
})

const torRecord = ({ controlSocket, state, listeners }: TorStatus) => ({
  controlSocket,
  answers: state.kind === 'answers',
  why: state.kind === 'silent' ? state.why : null,
  version: state.kind === 'answers' ? state.version : null,
  bootstrap: state.kind === 'answers' ? state.bootstrap : null,
  established: state.kind === 'answers' ? state.isEstablished : null,
  circuits: state.kind === 'answers' ? state.circuits : null,
  listeners: listeners.map(({ option, protocol, port, sockets }) => ({
    option,
    protocol,
    port,
    sockets: sockets.map(({ address, uid }) => ({ address, uid })),
  })),
})
