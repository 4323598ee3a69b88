import type { System } from '../system/index.ts'
import { faultOf } from '../system/index.ts'

export type BesideQubes =
  | { readonly kind: 'done'; readonly notes: readonly string[] }
  | { readonly kind: 'failed'; readonly why: string }

const chain = ['ip', 'qubes', 'qubes-tor-fw'] as const
const jump = 'jump qubes-tor-fw'

/**
 * The one thing that we put into a table of others: a jump from Qubes' custom-input, whose rules its user may write. The
 * transaction that adds it makes its chain too, and fails as a whole where that is there already; then only the jump is
 * looked for, and put back where somebody took it out.
 */
export const besideQubes = async (system: System, text: string): Promise<BesideQubes> => {
  const own = await system.run({ program: 'nft', arguments: ['list', 'chain', ...chain] })
  if (own.code !== 0) return loadText(system, text, 'the jump from custom-input is in place')
  const command = { program: 'nft', arguments: ['list', 'chain', 'ip', 'qubes', 'custom-input'] }
  const listed = await system.run(command)
  const fault = faultOf(command, listed)
  if (fault !== undefined) return { kind: 'failed', why: fault }
  const jumps = listed.stdout.split('\n').filter((line) => line.trim().startsWith(jump)).length
  if (jumps > 0) return { kind: 'done', notes: [] }
  const again = text
    .split('\n')
    .filter((line) => line.startsWith('add rule ip qubes custom-input '))
  return loadText(
    system,
    `${again.join('\n')}\n`,
    'the jump from custom-input was gone, and is back',
  )
}

const loadText = async (system: System, input: string, note: string): Promise<BesideQubes> => {
  const command = { program: 'nft', arguments: ['-f', '-'], input }
  const fault = faultOf(command, await system.run(command))
  return fault === undefined ? { kind: 'done', notes: [note] } : { kind: 'failed', why: fault }
}
