import type { Fate } from './fate.ts'

const kinds: readonly Fate['kind'][] = [
  'refuted',
  'equal',
  'another wall',
  'stricter',
  'unexplained',
]

export interface Judged {
  readonly ruleset: string
  readonly operator: string
  readonly mutant: string
  readonly fate: Fate
}

/** Operators by fates, as Markdown has tables. */
export const tableOf = (judged: readonly Judged[]): string => {
  const operators = [...new Set(judged.map(({ operator }) => operator))]
  const count = (of: readonly Judged[]): readonly string[] => [
    ...kinds.map((kind) => `${of.filter(({ fate }) => fate.kind === kind).length}`),
    `${of.length}`,
  ]
  const rows = [
    ['operator', ...kinds, 'mutants'],
    ['---', ...kinds.map(() => '---:'), '---:'],
    ...operators.map((name) => [name, ...count(judged.filter((each) => each.operator === name))]),
    ['all', ...count(judged)],
  ]
  return rows.map((row) => `| ${row.join(' | ')} |`).join('\n')
}

/** What was found to stand behind each mutant that another wall keeps obedient. */
export const wallsIn = (judged: readonly Judged[]): readonly string[] =>
  judged.flatMap(({ ruleset, mutant, fate }) =>
    fate.kind === 'another wall'
      ? [`${ruleset}, ${mutant}: ${fate.wall.name} keeps ${fate.wall.guarantee}`]
      : [],
  )
