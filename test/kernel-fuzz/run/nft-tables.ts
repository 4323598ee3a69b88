import type { HeldTable } from '../../../src/ruleset/index.ts'

export const nftTables = (_text: string, _source: string): readonly HeldTable[] => {
  throw new Error('not yet')
}
