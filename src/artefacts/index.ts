/** From a resolved gateway to the files that it loads: the compiler's rules through the backends. */
export type { Artefact, Compilation, Target } from './artefact.ts'
export { targetsOf } from './artefact.ts'
export { compile } from './compile.ts'
export { gatewayFacts } from './facts.ts'
export type { Proof, RulesetProof } from './prove.ts'
export { prove } from './prove.ts'
export { rulesetFiles } from './read-back.ts'
