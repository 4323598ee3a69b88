/**
 * What nft's listings lose: `meta nfproto ipv4` before `meta l4proto icmp`, which it takes for implied by it, and the same
 * for ICMPv6 (`payload_may_dependency_kill`, src/payload.c). The kernel holds the rule as it was written.
 */

const losses = [
  { kept: 'icmp', lost: 'ipv4' },
  { kept: 'ipv6-icmp', lost: 'ipv6' },
] as const

const isEqual = (statement: unknown, key: string, value: string): boolean => {
  const { match } = statement as {
    match?: { op?: unknown; left?: { meta?: { key?: unknown } }; right?: unknown }
  }
  return match?.op === '==' && match.left?.meta?.key === key && match.right === value
}

const isMatch = (statement: unknown): boolean =>
  typeof statement === 'object' && statement !== null && 'match' in statement

/** The statements without what stands in one run of matches before what makes nft leave it out. */
const shortened = (statements: readonly unknown[]): readonly unknown[] =>
  statements.filter((statement, index) => {
    const loss = losses.find(({ lost }) => isEqual(statement, 'nfproto', lost))
    if (loss === undefined) return true
    for (const later of statements.slice(index + 1)) {
      if (!isMatch(later)) return true
      if (isEqual(later, 'l4proto', loss.kept)) return false
    }
    return true
  })

/** The document as nft would list it. */
export const asListed = (document: unknown): unknown =>
  JSON.parse(JSON.stringify(document), (key, value: unknown) =>
    key === 'expr' && Array.isArray(value) ? shortened(value) : value,
  )
