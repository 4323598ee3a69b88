import type { HeldTable, Machine } from '../../ruleset/index.ts'
import type { Engine } from '../iptables/index.ts'
import type { SysctlFacts } from '../sysctl/index.ts'
import { readSysctl } from '../sysctl/index.ts'
import type { TorrcFacts, TorrcFile } from '../torrc/index.ts'
import { readTorrcs } from '../torrc/index.ts'
import type { Contribution } from './compose.ts'
import { compose } from './compose.ts'
import { clientFacingSet, fillTorrc } from './fill-for-reading.ts'
import type { SourceKind } from './kind.ts'
import { kindOf } from './kind.ts'
import { readNftJson, readNftTexts } from './nft.ts'
import type { MachineDiagnostic } from './problem.ts'
import { inputProblem } from './problem.ts'
import type { NamedSource } from './restore.ts'
import { readArpSave, readSave } from './restore.ts'

export interface ReadMachineOptions {
  /**
   * Whether lines that wait for the loader are read as it would fill them, and the sets that it fills as filled. Left
   * out: they are comments, and what they serve is closed.
   */
  readonly asFilled?: boolean
  /** Numbers of accounts by name, for `--uid-owner debian-tor`. */
  readonly accounts?: ReadonlyMap<string, number>
  /** Whose a file of iptables is where it does not say; legacy where this is left out. */
  readonly engine?: Engine
  /** What `include` of nft may name, by path. */
  readonly files?: ReadonlyMap<string, string>
}

/** What a source was taken for. */
export interface SourceRecord {
  readonly name: string
  readonly kind: SourceKind
  readonly family: 'ip' | 'ip6' | null
  readonly engine: Engine | null
}

/** Everything that the sources say of one gateway. */
export interface MachineSources {
  readonly machine: Machine
  readonly torrc: TorrcFacts | null
  readonly sysctls: SysctlFacts | null
  readonly records: readonly SourceRecord[]
}

/** The machine, or why there is none: one of the sources would not load, or two contradict each other. */
export interface MachineSourcesReading {
  readonly value: MachineSources | undefined
  readonly diagnostics: readonly MachineDiagnostic[]
}

interface Known extends NamedSource {
  readonly kind: SourceKind
}

interface State {
  readonly options: ReadMachineOptions
  readonly diagnostics: MachineDiagnostic[]
  readonly contributions: Contribution[]
  readonly records: SourceRecord[]
  readonly torrcs: TorrcFile[]
  readonly sysctls: SysctlFacts[]
}

const startOf = (source: string) => ({ source, line: 1, column: 1 })

const unclearHelp = 'it is not guessed at: what is not understood would seem not to be there'

const tellKinds = (sources: readonly NamedSource[], state: State): readonly Known[] =>
  sources.flatMap((source) => {
    const reading = kindOf(source.text)
    if (reading.kind !== 'unclear') return [{ ...source, kind: reading.kind }]
    const { code, message } = reading
    state.diagnostics.push(
      inputProblem('error', [code, message, unclearHelp], startOf(source.name)),
    )
    return []
  })

const nftSettings = ({ options }: State) => ({
  clientFacingSets: options.asFilled ? [clientFacingSet] : [],
  files: options.files ?? new Map<string, string>(),
})

const addNft = (state: State, tables: readonly HeldTable[]): void => {
  state.contributions.push({ tables, save: undefined, isNft: true })
}

const restoreSettings = ({ options }: State) => ({
  asFilled: options.asFilled ?? false,
  engine: options.engine ?? 'legacy',
  accounts: options.accounts ?? new Map<string, number>(),
})

const takeSave = (source: Known, state: State): SourceRecord => {
  const read = source.kind === 'arptables' ? readArpSave : readSave
  const { save, tables, diagnostics } = read(source, restoreSettings(state))
  state.diagnostics.push(...diagnostics)
  state.contributions.push({ tables, save, isNft: false })
  const family = save && (save.file.family === 'ip4' ? 'ip' : 'ip6')
  return {
    name: source.name,
    kind: source.kind,
    family: family ?? null,
    engine: save?.engine ?? tables[0]?.engine ?? null,
  }
}

const takeTorrc = ({ name, text }: Known, state: State): void => {
  state.torrcs.push({ name, text: state.options.asFilled ? fillTorrc(text) : text })
  if (state.torrcs.length > torrcsMax)
    state.diagnostics.push(
      inputProblem(
        'error',
        [
          'input-torrcs',
          `this is torrc number ${state.torrcs.length}`,
          'tor reads two: the one that --defaults-torrc names, and its own, in this order',
        ],
        startOf(name),
      ),
    )
}

/** `--defaults-torrc` and `-f`. */
const torrcsMax = 2

/** All of them are one configuration. */
const torrcOf = ({ torrcs, diagnostics }: State): TorrcFacts | null => {
  if (torrcs.length === 0) return null
  const reading = readTorrcs(torrcs)
  diagnostics.push(...reading.diagnostics)
  return reading.value ?? null
}

const takeSysctl = ({ name, text }: Known, state: State): void => {
  const { value, diagnostics } = readSysctl(name, text)
  state.diagnostics.push(...diagnostics)
  if (value) state.sysctls.push(value)
}

/** Reads one source; all files of nft text together, where the first of them stands. */
const take = (source: Known, state: State, texts: readonly Known[]): void => {
  const plain: SourceRecord = { name: source.name, kind: source.kind, family: null, engine: null }
  switch (source.kind) {
    case 'nft': {
      state.records.push({ ...plain, engine: 'nft' })
      if (source !== texts[0]) return
      const { tables, diagnostics } = readNftTexts(texts, nftSettings(state))
      state.diagnostics.push(...diagnostics)
      addNft(state, tables)
      return
    }
    case 'nft-json': {
      state.records.push({ ...plain, engine: 'nft' })
      const { tables, diagnostics } = readNftJson(source, nftSettings(state))
      state.diagnostics.push(...diagnostics)
      addNft(state, tables)
      return
    }
    case 'iptables':
    case 'arptables':
      state.records.push(takeSave(source, state))
      return
    case 'torrc':
      state.records.push(plain)
      takeTorrc(source, state)
      return
    case 'sysctl':
      state.records.push(plain)
      takeSysctl(source, state)
      return
  }
}

const shownBy = (tables: readonly HeldTable[]): Machine['shown'] => {
  const families = new Set(tables.map(({ family }) => family))
  return {
    ipv4: families.has('ip') || families.has('inet'),
    ipv6: families.has('ip6') || families.has('inet'),
    arp: families.has('arp'),
  }
}

/** Files of sysctl.d are one after the other as if they were one. */
const joined = (files: readonly SysctlFacts[]): SysctlFacts | null => {
  const [first] = files
  return first ? { ...first, settings: files.flatMap(({ settings }) => settings) } : null
}

/**
 * Reads several sources as one gateway, each told by its contents: nft text and JSON, saves of iptables, ip6tables and
 * arptables, torrc, sysctl. Never throws; a source that would not load leaves no machine, since what it should close
 * would be open.
 */
export const readMachine = (
  sources: readonly NamedSource[],
  options: ReadMachineOptions = {},
): MachineSourcesReading => {
  const state: State = {
    options,
    diagnostics: [],
    contributions: [],
    records: [],
    torrcs: [],
    sysctls: [],
  }
  const known = tellKinds(sources, state)
  const texts = known.filter(({ kind }) => kind === 'nft')
  for (const source of known) take(source, state, texts)
  const torrc = torrcOf(state)
  const accounts = options.accounts ?? new Map<string, number>()
  const { tables, diagnostics } = compose(state.contributions, accounts)
  const all = [...state.diagnostics, ...diagnostics]
  if (all.some(({ severity }) => severity === 'error'))
    return { value: undefined, diagnostics: all }
  const machine: Machine = { tables, shown: shownBy(tables) }
  return {
    value: {
      machine,
      torrc,
      sysctls: joined(state.sysctls),
      records: state.records,
    },
    diagnostics: all,
  }
}
