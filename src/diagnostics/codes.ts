import { guaranteeCodes } from './codes/guarantees.ts'
import { policyCodes } from './codes/policy.ts'

export type { GuaranteeCode } from './codes/guarantees.ts'
export { guaranteeCodes } from './codes/guarantees.ts'
export type { CheckCode, PolicyCode, ReadingCode } from './codes/policy.ts'
export { checkCodes, policyCodes, readingCodes } from './codes/policy.ts'

const allCodes = { ...policyCodes, ...guaranteeCodes } as const

/** Every code there is: a closed list; each has a section in docs/diagnostics.md with an example that is run. */
export type DiagnosticCode = keyof typeof allCodes

/** Each code with its one-line summary. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, string>> = allCodes
