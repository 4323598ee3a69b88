import type { IptablesReadCode } from './codes.ts'

/** Why a text is refused: `message` and `help` as diagnostics want them. */
export interface Fault {
  readonly kind: 'fault'
  readonly code: IptablesReadCode
  readonly message: string
  readonly help: string | undefined
}

/** A value, or why there is none. */
export type Reading<T> = { readonly kind: 'value'; readonly value: T } | Fault

export const value = <T>(read: T): Reading<T> => ({ kind: 'value', value: read })

export const fault = (code: IptablesReadCode, message: string, help?: string): Fault => ({
  kind: 'fault',
  code,
  message,
  help,
})

/** An option's argument that is outside of what the option takes. */
export const badValue = (text: string, expected: string): Fault =>
  fault('iptables-value', `\`${text}\` is not ${expected}`)
