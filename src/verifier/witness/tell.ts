import type { Witness } from '../decide.ts'
import { fieldValue } from '../diagram/index.ts'
import type { Evidence } from '../guarantees/evidence.ts'
import type { Counterexample } from '../result.ts'
import { block } from '../space/index.ts'

/** A counterexample for people. */
export const tell = ({ space }: Evidence, { breach, assignment }: Witness): Counterexample => {
  const value = (name: string): bigint => fieldValue(assignment, block(space, name))
  const names = [
    'sender',
    'iif',
    'iif group',
    'oif',
    'oif group',
    'ct kind',
    'ct first',
    'ct direction',
    'ct status',
    'has socket',
    'skuid',
    'l4proto',
    'type',
    'facing',
    'source type',
    'reverse path',
    'destination',
    'destination port',
    'source',
    'source port',
    'translated destination',
    'translated destination port',
    'icmp type',
    'tcp flags',
  ]
  return {
    packet:
      names
        .map(
          (name) =>
            `${name}=${name === 'iif' || name === 'oif' ? space.interfaces.samples[Number(value(name))] : value(name).toString(name.endsWith('ation') || name === 'source' ? 16 : 10)}`,
        )
        .join(' ') + ` ${JSON.stringify(breach.flow.binding)}`,
    needsOlderFlow: false,
    fate: breach.fate,
    trace: [],
    blame: null,
  }
}
