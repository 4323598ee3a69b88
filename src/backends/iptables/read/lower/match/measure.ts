import type { Choice } from '../../../../../ruleset/index.ts'
import type { Alternatives } from '../alternatives.ts'
import { always, never, oneWay } from '../alternatives.ts'
import type { Handlers } from './handler.ts'

const choice = (why: Choice['why'], text: string): Alternatives =>
  oneWay({ kind: 'choice', why, text })

/** Matches of what has gone by so far, of chance and of time: either outcome must be reckoned with. */
export const measureHandlers = {
  limit: (_match, _context, text) => choice('limit', text()),
  hashlimit: (_match, _context, text) => choice('limit', text()),
  quota: (_match, _context, text) => choice('quota', text()),
  statistic: (_match, _context, text) => choice('chance', text()),
  recent({ options: { set } }, _, text) {
    // Remembering a source always holds, whether or not it was known (recent_mt of net/netfilter/xt_recent.c).
    if (set) return set.negated ? never : always
    return choice('set-update', text())
  },
  time: (_match, _context, text) => choice('time', text()),
  nfacct: (_match, _context, text) => choice('quota', text()),
} satisfies Handlers<'limit' | 'hashlimit' | 'quota' | 'statistic' | 'recent' | 'time' | 'nfacct'>
