/**
 * The library: what the command does, without files and processes.
 *
 * ```ts
 * import { compile, definePolicy } from 'qubes-tor-fw'
 *
 * const { value, diagnostics } = definePolicy({ version: 1, gateway: { egress: 'direct' } })
 * // Read back and proved, or undefined with diagnostics that say what is not.
 * const compilation = value && compile(value.gateway).value
 * ```
 */
export type {
  Artefact,
  Compilation,
  Proof,
  ProvedCompilation,
  Target,
} from './artefacts/index.ts'
export { compileProved as compile, compileWithoutProof, targetsOf } from './artefacts/index.ts'
export type { Diagnostic, Outcome, Position, Severity, Span } from './diagnostics/index.ts'
export { hasErrors } from './diagnostics/index.ts'
export type { Gateway, PolicyDocument } from './policy/index.ts'
export { definePolicy, formatPolicy, readPolicy } from './policy/index.ts'
export { toolVersion } from './version.ts'
