import type { Source } from '../case.ts'
import type { Random } from '../random.ts'

export const nftSource = (_random: Random, _index: number): Source => {
  throw new Error('not yet')
}
