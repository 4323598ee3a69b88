import type { Answer, RecordType } from '../servers/dns.ts'

/** What the test asks of the process in a client's namespace. One line of JSON each. */
export type Request =
  /** One question to a name server; null where it says nothing. */
  | {
      readonly kind: 'dns'
      readonly server: string
      readonly name: string
      readonly type: RecordType
      readonly milliseconds: number
    }
  /** Opens a connection and keeps it; its number, or null where nobody answers. */
  | {
      readonly kind: 'open'
      readonly address: string
      readonly port: number
      readonly milliseconds: number
    }
  /** Writes on a connection that is kept, and gives back what comes, or null where nothing does. */
  | {
      readonly kind: 'exchange'
      readonly connection: number
      readonly text: string
      readonly milliseconds: number
    }
  | { readonly kind: 'close'; readonly connection: number }

export interface Replies {
  readonly dns: Answer | null
  readonly open: number | null
  readonly exchange: string | null
  readonly close: null
}

export type Reply =
  | { readonly id: number; readonly ok: true; readonly value: Replies[keyof Replies] }
  | { readonly id: number; readonly ok: false; readonly error: string }
