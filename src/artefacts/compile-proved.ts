import type { Diagnostic, Outcome } from '../diagnostics/diagnostic.ts'
import type { Gateway } from '../policy/gateway.ts'
import type { Compilation } from './artefact.ts'
import { compile } from './compile.ts'
import { differences } from './differences.ts'
import type { Proof } from './prove.ts'
import { prove } from './prove.ts'

/** Artefacts that were read back and proved, and the proof. */
export interface ProvedCompilation extends Compilation {
  readonly proof: Proof
}

/** The head of what is written although it is not proved. */
export const notProved =
  'NOT PROVED: written all the same, because somebody asked. Rely on nothing in it.'

/**
 * Everything that the gateway's environment loads, read back from its text, proved of every guarantee, and all of it
 * equal; or no artefact, and a diagnostic for each thing that is not proved.
 */
export const compileProved = (gateway: Gateway): Outcome<ProvedCompilation> => {
  const { value, diagnostics } = compile(gateway)
  if (!value) return { value: undefined, diagnostics }
  const proof = prove(value)
  return proof.verdict === 'proved'
    ? { value: { ...value, proof }, diagnostics }
    : { value: undefined, diagnostics: [...diagnostics, ...doubts(proof), ...differences(proof)] }
}

/** The same artefacts, which nobody proved: each says so in its first line. */
export const compileWithoutProof = (gateway: Gateway): Outcome<Compilation> =>
  compile(gateway, [notProved])

const doubts = ({ rulesets }: Proof): readonly Diagnostic[] =>
  rulesets.flatMap(({ files, verification }) =>
    (verification?.guarantees ?? []).flatMap(({ id, verdict, counterexamples, why }) => {
      const [first] = counterexamples
      if (verdict !== 'refuted' && verdict !== 'undecided') return []
      const told = first ? `\`${first.packet}\`: ${first.fate}` : (why ?? 'no packet was found')
      return [{ code: id, severity: 'error' as const, message: `${files} is ${verdict}: ${told}` }]
    }),
  )
