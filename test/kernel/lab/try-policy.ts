import { compile } from '../../../src/artefacts/index.ts'
import type { Gateway, PolicyDocument } from '../../../src/policy/index.ts'
import { definePolicy } from '../../../src/policy/index.ts'
import type { Lab } from './lab.ts'
import type { Backend } from './load-artefacts.ts'
import { filledBy } from './load-artefacts.ts'
import type { Environment, MatrixResult } from './matrix.ts'
import { runMatrix } from './matrix.ts'
import { promisedBy } from './promised.ts'
import { qubesTopology, standaloneTopology } from './topology.ts'

/** Where each kind of gateway lives, as hostile as the lab makes it. */
export const surroundings: Readonly<Record<Gateway['environment'], Environment>> = {
  'qubes-4': { topology: qubesTopology, base: 'qubes-4' },
  'qubes-3': { topology: qubesTopology, base: 'none' },
  standalone: { topology: standaloneTopology, base: 'none' },
}

export interface Trial {
  readonly lab: Lab
  readonly title: string
  readonly gateway: Gateway
  readonly backend: Backend
  /** What is done to each artefact before it is loaded: a wall taken out, say. */
  readonly change?: (text: string) => string
}

/** The gateway of a policy that has to be right. */
export const gatewayOf = (document: PolicyDocument): Gateway => {
  const { value, diagnostics } = definePolicy(document)
  if (!value) throw new Error(diagnostics.map(({ message }) => message).join('\n'))
  return value.gateway
}

/** Compiles, loads as docs/loading.md says, and sends the whole catalogue and every story at it. */
export const tryPolicy = async (trial: Trial): Promise<MatrixResult> => {
  const { lab, gateway, backend, change = (text: string) => text } = trial
  const environment = surroundings[gateway.environment]
  const facing = environment.topology.clients[0]?.gateway ?? ''
  const filled = filledBy(compile(gateway).value?.artefacts ?? [], facing)
  const result = await runMatrix({
    lab,
    title: `${trial.title}, ${backend.name}`,
    environment,
    facts: promisedBy(gateway, backend.beforeDefragmentation),
    load: (router) => backend.load(router, (target) => change(filled(target))),
  })
  console.log(result.table)
  for (const excuse of result.excused) console.log(`not played: ${excuse}`)
  return result
}

/** How much service was owed, and how much was given. */
export const serviceOf = (result: MatrixResult) =>
  result.rows.reduce(
    (sum, row) => ({ owed: sum.owed + row.owed, served: sum.served + row.served }),
    { owed: 0, served: 0 },
  )

/** Who noticed: groups and stories with a finding. */
export const noticed = (result: MatrixResult): readonly string[] =>
  [...new Set(result.rows.filter((row) => row.findings.length > 0).map((row) => row.group))].sort()
