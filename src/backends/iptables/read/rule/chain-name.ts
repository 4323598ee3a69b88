import { restoreLimits } from '../limits.ts'
import type { Fault, Reading } from '../reading.ts'
import { fault, value } from '../reading.ts'
import { hooksOf, verdictNames } from '../tables.ts'
import type { Policy } from '../tree.ts'

const encoder = new TextEncoder()

/** Why a chain of the user's own cannot be called so. */
export const checkChainName = (name: string): Fault | undefined => {
  if (name === '') return fault('iptables-chain-line', 'a chain needs a name')
  if (encoder.encode(name).length > restoreLimits.chainName)
    return fault(
      'iptables-too-long',
      `\`${name}\` is longer than the ${restoreLimits.chainName} bytes of a chain's name`,
    )
  if (/^[-!]/.test(name)) return fault('iptables-chain-line', `\`${name}\` begins like an option`)
  return verdictNames.includes(name)
    ? fault('iptables-chain-line', `\`${name}\` is a verdict and cannot be a chain`)
    : undefined
}

/** The policy of a built-in chain. Other verdicts than these two are refused by the kernel. */
export const checkPolicy = (table: string, chain: string, policy: string): Reading<Policy> => {
  if (!hooksOf(table)?.some((hook) => hook === chain))
    return fault(
      'iptables-policy',
      `\`${chain}\` is no built-in chain of ${table} and has no policy`,
      'write `-` in place of the policy, and end the chain with a rule that drops',
    )
  return policy === 'ACCEPT' || policy === 'DROP'
    ? value(policy)
    : fault('iptables-policy', `\`${policy}\` is no policy`, 'a policy is ACCEPT or DROP')
}
