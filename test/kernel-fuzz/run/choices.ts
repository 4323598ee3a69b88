import type { Question } from '../../../src/netfilter/index.ts'
import { Exclusion } from './exclusion.ts'

/**
 * What a ruleset leaves open, answered as the kernel will answer it, where that can be known: nobody listens at queues,
 * and a limit of a few packets an hour lets its burst through and nothing more while a case lasts.
 * Whatever else is asked ends the comparison.
 */
export const createChoices = (): ((question: Question) => boolean) => {
  const spent = new Map<string, number>()
  return ({ kind, place, text }) => {
    if (kind === 'queue-listener') return false
    const burst = kind === 'choice' ? burstOf(text) : null
    if (burst === null) throw new Exclusion('open-question', `${kind}: ${text}`)
    const key = `${place.source}:${place.line}:${place.column}`
    const before = spent.get(key) ?? 0
    spent.set(key, before + 1)
    const isWithin = before < burst
    return /\brate over\b/.test(text) ? !isWithin : isWithin
  }
}

/** `limit rate 1/hour burst 3 packets`, and iptables' way to say it; null for anything else. */
const burstOf = (text: string): number | null => {
  const burst = /limit rate (?:over )?1\/hour burst (\d+) packets/.exec(text)?.[1]
  const option = /--limit 1\/hour --limit-burst (\d+)/.exec(text)?.[1]
  const number = burst ?? option
  return number === undefined ? null : Number(number)
}
