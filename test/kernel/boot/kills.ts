import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Box, LoaderTool } from './box.ts'
import { realTool } from './box.ts'

/** Who is killed: the process that does the steps with what it began, or the loader that guards it too. */
export type Victim = 'steps' | 'everything'

/** A point to kill at: before or after the loader's n-th call of a program, counted from 1. */
export interface KillPoint {
  readonly call: number
  readonly when: 'before' | 'after'
  readonly victim: Victim
}

/** What the loader calls when all goes well and it changes something. */
const counted: readonly LoaderTool[] = [
  ...([
    'nft',
    'conntrack',
    'flock',
    'mkdir',
    'cp',
    'sha256sum',
    'sed',
    'mv',
    'rm',
    'date',
  ] as const),
]

/** The steps run in a process group of their own, which timeout made; the loader's process says its number. */
const strike = (box: Box, victim: Victim): string =>
  [
    ...(victim === 'everything' ? [`kill -9 $(/bin/cat ${box.guard})`] : []),
    // Not the shell's own, which knows no groups under dash.
    '/bin/kill -9 -- "-$(/bin/ps -o pgid= -p $PPID | /usr/bin/tr -d " ")"',
  ].join('; ')

/** Puts something in front of each tool that counts calls, and kills at that point; without one, it only counts. */
export const armAt = (box: Box, point?: KillPoint): void => {
  const counter = join(box.folder, 'calls')
  writeFileSync(counter, '0')
  const killing = (when: KillPoint['when']) =>
    point?.when === when ? `[ "$n" != ${point.call} ] || { ${strike(box, point.victim)}; }` : ':'
  for (const tool of counted)
    box.replace(
      tool,
      [
        ...[`read -r n <${counter}`, 'n=$((n + 1))', `echo $n >${counter}`, killing('before')],
        ...[`${realTool(tool)} "$@"`, 'code=$?', killing('after'), 'exit $code'],
      ].join('\n'),
    )
}

/** Every tool is what it is again. */
export const disarm = (box: Box): void => {
  for (const tool of counted) box.restore(tool)
}
