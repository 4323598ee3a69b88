import type { TargetHandlers } from './result.ts'
import { note, result, verdict } from './result.ts'

/** Targets that end, answer, tell or hand over. */
export const tellHandlers = {
  ACCEPT: () => result(verdict({ kind: 'accept' })),
  DROP: () => result(verdict({ kind: 'drop' })),
  RETURN: () => result(verdict({ kind: 'return' })),
  QUEUE: () => result(verdict({ kind: 'queue', bypass: false })),
  REJECT({ options: { 'reject-with': answer } }) {
    const kind = answer?.value === 'tcp-reset' ? 'tcp-reset' : 'icmp'
    return result(verdict({ kind: 'reject', with: kind }))
  },
  NFQUEUE: ({ options }) =>
    result(verdict({ kind: 'queue', bypass: options['queue-bypass'] !== undefined })),
  LOG: (_target, { text }) => note(text()),
  NFLOG: (_target, { text }) => note(text()),
  AUDIT: (_target, { text }) => note(text()),
  TRACE: (_target, { text }) => note(text()),
} satisfies TargetHandlers<
  | 'ACCEPT'
  | 'DROP'
  | 'RETURN'
  | 'QUEUE'
  | 'REJECT'
  | 'NFQUEUE'
  | 'LOG'
  | 'NFLOG'
  | 'AUDIT'
  | 'TRACE'
>
