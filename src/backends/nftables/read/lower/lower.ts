/** From a document to what a kernel holds once it is loaded. */
import type { ReadDocument, ReadStatement } from 'nftables-json'
import type { HeldChain, HeldRule, HeldTable, Place } from '../../../../ruleset/index.ts'
import { checkGraph } from './check-graph.ts'
import { checkNames } from './check-names.ts'
import { columnsOfType } from './columns.ts'
import type { Kernel, KernelChain, KernelRule, KernelSet, KernelTable } from './held.ts'
import { holdMap, holdSet, type SetOptions } from './hold-sets.ts'
import type { Column } from './members.ts'
import { type NftLoadDiagnostic, type Origin, Report } from './report.ts'
import { ruleText, statementText } from './rule-text.ts'
import { runDocument } from './run.ts'
import { lowerStatements } from './statements.ts'

export interface LowerNftOptions extends Origin {
  /** Whether the handle of an added rule says where it goes, as in text; in JSON it is a label. */
  readonly handlesArePlaces: boolean
  /** Sets that the loader fills with the addresses by which clients know the gateway. */
  readonly clientFacingSets?: readonly string[]
  /** Whether a rule was printed by nft, and not written by somebody. */
  readonly isListed?: (rule: object) => boolean
}

export interface LoweredNft {
  /** What the kernel holds; nothing where there is an error, for a load is one transaction. */
  readonly tables: readonly HeldTable[]
  readonly diagnostics: readonly NftLoadDiagnostic[]
}

/**
 * Runs the commands of a document on a kernel that holds nothing, and says what it then holds.
 *
 * An error is what nft or the kernel refuses: none of the document would be loaded, which leaves everything open.
 * What is not understood becomes an opaque step, or an error where it is a whole object. Never throws on a document that
 * the readers made; deterministic; time linear in it but for sorting.
 */
export function lowerNft(document: ReadDocument, options: LowerNftOptions): LoweredNft {
  const report = new Report(options)
  const kernel: Kernel = { tables: new Map() }
  runDocument({ kernel, report, handlesArePlaces: options.handlesArePlaces }, document)
  const tables = [...kernel.tables.values()]
  for (const table of tables) {
    checkNames(table, report)
    checkGraph(table, report)
  }
  const held = tables.map((table) => holdTable(table, options, report))
  return { tables: report.failed ? [] : held, diagnostics: report.diagnostics }
}

function holdTable(table: KernelTable, options: LowerNftOptions, report: Report): HeldTable {
  const placeOf = (node: object): Place => {
    const span = options.spanOf(node)
    const { line, column } = span?.start ?? { line: 1, column: 1 }
    return { source: span?.source ?? options.source, line, column }
  }
  const { family, sets } = table
  const clientFacingSets = options.clientFacingSets ?? []
  const setOptions: SetOptions = { family, report, placeOf, clientFacingSets }
  const kinds = [...sets.values()]
  const columns = new Map<KernelSet, readonly Column[] | undefined>(
    kinds.map((set) => [set, columnsOfType(set.body.type, family)]),
  )
  const holdRule = (rule: KernelRule): HeldRule => ({
    steps: lowerRule(rule, table, columns, options, report),
    // Worked out when somebody asks: of a proof that holds no rule is shown.
    get text() {
      return ruleText(options, rule.body)
    },
    comment: rule.body.comment ?? '',
    place: placeOf(rule.body),
    asksConntrack: rule.facts.asksConntrack,
    ...(rule.facts.asksConntrackOf && { asksConntrackOf: rule.facts.asksConntrackOf }),
  })
  const holdChain = ({ name, base, rules, body }: KernelChain): HeldChain => ({
    name,
    base,
    rules: rules.all().map(holdRule),
    place: placeOf(body),
  })
  return {
    engine: 'nft',
    family,
    name: table.name,
    isDormant: table.isDormant,
    sets: kinds.filter(({ kind }) => kind === 'set').map((set) => holdSet(set, setOptions)),
    maps: kinds.filter(({ kind }) => kind === 'map').map((set) => holdMap(set, setOptions)),
    chains: [...table.chains.values()].map(holdChain),
    place: placeOf(table.body),
  }
}

function lowerRule(
  { body }: KernelRule,
  table: KernelTable,
  columns: ReadonlyMap<KernelSet, readonly Column[] | undefined>,
  options: LowerNftOptions,
  report: Report,
) {
  const { family, sets, flowtables, objects } = table
  const at = (statement: object): object =>
    options.spanOf(statement) === undefined ? body : statement
  const context = {
    family,
    sets,
    flowtables,
    objects,
    columnsOf: (set: KernelSet) => columns.get(set),
    textOf: (statement: ReadStatement) => statementText(options, family, statement),
    refuse: (code: NftLoadDiagnostic['code'], message: string, statement: object) =>
      report.error(code, message, at(statement)),
    doubt: (code: NftLoadDiagnostic['code'], message: string, statement: object, help: string) =>
      report.warn(code, message, at(statement), help),
    isListed: options.isListed?.(body) ?? false,
    network: family === 'ip' || family === 'ip6' || family === 'arp' ? family : undefined,
    transport: undefined,
    ofConnection: undefined,
  }
  return lowerStatements(context, body.expr ?? [])
}
