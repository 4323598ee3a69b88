import type { Finding } from './finding.ts'
import { findingKinds } from './finding.ts'
import type { Judged, Judgement } from './judge.ts'
import { senderName } from './scenario/index.ts'

/** One row of the printed table: a group of cases from one sender, or a story. */
export interface Row {
  readonly sender: string
  readonly group: string
  readonly cases: number
  /** How many of them were owed service, and how many got it. */
  readonly owed: number
  readonly served: number
  readonly findings: readonly Finding[]
}

const rowOf = (sender: string, group: string, judged: readonly Judged[]): Row => ({
  sender,
  group,
  cases: judged.length,
  owed: judged.filter(({ fate }) => fate.kind === 'served' || fate.kind === 'resolved').length,
  served: judged.filter(({ served }) => served).length,
  findings: judged.flatMap(({ findings }) => findings),
})

export const catalogueRows = (judgement: Judgement): readonly Row[] => {
  const groups = new Map<string, Judged[]>()
  for (const judged of judgement.cases) {
    const key = `${senderName(judged.case.sender)}\n${judged.case.group}`
    const group = groups.get(key)
    if (group) group.push(judged)
    else groups.set(key, [judged])
  }
  return [...groups].map(([key, judged]) => {
    const [sender = '', group = ''] = key.split('\n')
    return rowOf(sender, group, judged)
  })
}

const columns = ['from', 'what', 'cases', 'owed', 'served', ...findingKinds] as const

const cells = (row: Row): readonly string[] => [
  row.sender,
  row.group,
  String(row.cases),
  String(row.owed),
  String(row.served),
  ...findingKinds.map((kind) => String(row.findings.filter((one) => one.kind === kind).length)),
]

/** As text, one line a row, columns aligned, the sum last. */
export const formatTable = (title: string, rows: readonly Row[]): string => {
  const total: Row = {
    sender: 'all',
    group: '',
    cases: rows.reduce((sum, row) => sum + row.cases, 0),
    owed: rows.reduce((sum, row) => sum + row.owed, 0),
    served: rows.reduce((sum, row) => sum + row.served, 0),
    findings: rows.flatMap((row) => row.findings),
  }
  const lines = [columns, ...rows.map(cells), cells(total)]
  const widths = columns.map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  const text = lines.map((line) =>
    line
      .map((cell, column) =>
        column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  '),
  )
  return [title, ...text].join('\n')
}
