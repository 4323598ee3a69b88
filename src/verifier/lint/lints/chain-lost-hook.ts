import type { HeldChain } from '../../../ruleset/index.ts'
import { viewTable } from '../../space/index.ts'
import { nameOfChain } from '../context.ts'
import type { Lint } from '../lint-type.ts'
import { callsIn } from '../reach/calls.ts'

/**
 * A chain that bears a hook's name, has no hook and is led to by nobody. `"prio": "filter"` in nft's JSON makes such a
 * chain, so does a line with `type ... hook` that was lost: the load succeeds, the policy is gone, and everything that
 * the chain was to stop passes.
 */
export const chainLostHook: Lint = {
  code: 'chain-lost-hook',
  level: 'error',
  find: ({ subject }) =>
    subject.machine.tables.flatMap((table) => {
      const reached = new Set(callsIn(viewTable(table)).order)
      return table.chains.flatMap((chain) =>
        !reached.has(chain) && chain.rules.length > 0 && looksLikeHook(chain)
          ? [
              {
                message: `the chain \`${nameOfChain(table, chain)}\` bears a hook's name and has no hook`,
                help: 'give it its type, hook, priority (a number, in JSON) and policy; without them no packet ever meets it',
                place: chain.place,
              },
            ]
          : [],
      )
    }),
}

/** By its name alone. */
export const looksLikeHook = ({ name, base }: HeldChain): boolean =>
  base === null && /^(prerouting|input|forward|output|postrouting|ingress|egress)$/i.test(name)
