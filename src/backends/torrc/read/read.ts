import type { Family, Prefix } from '../../../net/index.ts'
import { networkOf, parseAddress } from '../../../net/index.ts'
import type { TorListener, TorrcFacts, TorrcOption } from './facts.ts'
import { torrcLimits } from './limits.ts'
import type { OptionLine } from './lines.ts'
import { optionLines } from './lines.ts'
import { readListener, standardIsolation } from './listener.ts'
import { abbreviated, isObsolete, knownOption, portOptions } from './options.ts'
import type { Problems, TextPlace, TorrcDiagnostic } from './problem.ts'
import { placeOnly, refuse, warn } from './problem.ts'

/** The facts, or why there are none; warnings go with either. */
export interface TorrcReading {
  readonly value: TorrcFacts | undefined
  readonly diagnostics: readonly TorrcDiagnostic[]
}

interface PlacedOption extends TorrcOption {
  readonly at: TextPlace
  /** Which of the files it is in, from 0. */
  readonly layer: number
}

const commands = { '+': 'append', '/': 'clear' } as const

const optionOf = (layer: number, { word, value, place }: OptionLine): PlacedOption => {
  const [, sign = '', bare = ''] = /^([+/]?)(.*)$/s.exec(word) ?? []
  const command = sign === '+' || sign === '/' ? commands[sign] : 'set'
  return {
    name: knownOption(bare) ?? bare,
    value,
    command,
    place: placeOnly(place),
    at: place,
    layer,
  }
}

const complain = ({ name, at }: PlacedOption, problems: Problems): void => {
  const meant = knownOption(name) ? undefined : abbreviated(name)
  if (isObsolete(name))
    warn(
      problems,
      ['torrc-obsolete', `tor no longer heeds \`${name}\``, 'write the address before the port'],
      at,
    )
  else if (meant)
    refuse(
      problems,
      [
        'torrc-abbreviation',
        `\`${name}\` may stand for ${meant} or for another option`,
        `which one hangs on the version of tor; write ${meant}`,
      ],
      at,
    )
}

const isPort = (name: string): boolean => portOptions.has(name)

/** Tor passes over a line of a list that says nothing, with a warning (config_assign_line, src/lib/confmgt/confmgt.c). */
const isEmpty = ({ value, command }: PlacedOption): boolean => value === '' && command !== 'clear'

/**
 * Lines of one option that count: those behind the last one that takes them away, and of a later file alone where the
 * first line there does not add to the earlier ones (linelist_kv_assign, src/lib/confmgt/type_defs.c).
 */
const linesOf = (options: readonly PlacedOption[], name: string): readonly PlacedOption[] => {
  const own = options.filter((option) => option.name === name && !(isPort(name) && isEmpty(option)))
  const cleared = own.findLastIndex(({ command }) => command === 'clear')
  const rest = own.slice(cleared + 1)
  const last = rest.at(-1)?.layer
  const start = rest.findIndex(({ layer }) => layer === last)
  return rest[start]?.command === 'set' ? rest.slice(start) : rest
}

const listenersOf = (
  options: readonly PlacedOption[],
  problems: Problems,
): readonly TorListener[] => {
  const listeners: TorListener[] = []
  for (const [name, { kind, otherwise }] of portOptions) {
    const lines = linesOf(options, name)
    let closed: PlacedOption | undefined
    const open: TorListener[] = []
    for (const line of lines) {
      const read = readListener({ kind, otherwise, name, value: line.value }, problems, line.at)
      if (read === 'closed') closed = line
      else if (read) open.push(read)
    }
    if (closed && open.length > 0)
      refuse(
        problems,
        [
          'torrc-port-conflict',
          `${name} is 0 here and open elsewhere`,
          'tor does not start; take one of them away',
        ],
        closed.at,
      )
    listeners.push(...open)
    if (name === 'SocksPort' && lines.length === 0) listeners.push(standardSocks)
  }
  for (const line of linesOf(options, 'ControlSocket'))
    if (line.value !== '0' && line.value !== '')
      listeners.push({
        kind: 'control',
        at: { kind: 'unix', path: line.value.split(/\s/)[0] ?? '' },
        port: null,
        isolation: standardIsolation,
        flags: [],
        place: line.place,
      })
  return listeners
}

/** What tor opens where nothing is said of SOCKS. */
const standardSocks: TorListener = {
  kind: 'socks',
  at: { kind: 'address', address: { family: 'ip4', value: 0x7f00_0001n } },
  port: 9050,
  isolation: standardIsolation,
  flags: [],
  place: null,
}

const standardNetworks = {
  ip4: { family: 'ip4', value: 0x7fc0_0000n, length: 10 },
  ip6: { family: 'ip6', value: 0xfe80n << 112n, length: 10 },
} as const satisfies Record<Family, Prefix>

const virtualNetwork = (
  options: readonly PlacedOption[],
  family: Family,
  problems: Problems,
): Prefix => {
  const name = family === 'ip4' ? 'VirtualAddrNetworkIPv4' : 'VirtualAddrNetworkIPv6'
  const line = linesOf(options, name).at(-1)
  if (!line) return standardNetworks[family]
  const [, host = '', length = ''] =
    /^\[?([0-9A-Fa-f:.]+)\]?\/([0-9]{1,3})\]?$/.exec(line.value) ?? []
  const address = parseAddress(host)
  const maximum = family === 'ip4' ? 16 : 104
  if (address?.family === family && length !== '' && Number(length) <= maximum)
    return networkOf(address, Number(length))
  refuse(
    problems,
    [
      'torrc-value',
      `\`${line.value}\` is no network for ${name}`,
      `ADDRESS/BITS with at most ${maximum} bits; tor does not start with anything else`,
    ],
    line.at,
  )
  return standardNetworks[family]
}

const boolean = (
  options: readonly PlacedOption[],
  name: string,
  standard: boolean,
  problems: Problems,
): boolean => {
  const line = linesOf(options, name).at(-1)
  if (!line || line.value === '') return standard
  if (line.value !== '0' && line.value !== '1')
    refuse(
      problems,
      ['torrc-value', `${name} is 0 or 1`, 'tor does not start with anything else'],
      line.at,
    )
  return line.value === '1'
}

const includesOf = (options: readonly PlacedOption[], problems: Problems) =>
  options
    .filter(({ name }) => name.toLowerCase() === '%include')
    .map(({ value, place, at }) => {
      warn(
        problems,
        [
          'torrc-include',
          `\`${value}\` is read in by tor and was not read here`,
          'what it says may change every answer about tor; give the whole configuration in one file',
        ],
        at,
      )
      return { path: value, place }
    })

const factsOf = (files: readonly TorrcFile[], problems: Problems): TorrcFacts => {
  const options = files.flatMap(({ name, text }, layer) =>
    optionLines(name, text, problems).map((line) => optionOf(layer, line)),
  )
  for (const option of options) complain(option, problems)
  return {
    source: files.at(-1)?.name ?? '',
    listeners: listenersOf(options, problems),
    virtualNetworks: {
      ip4: virtualNetwork(options, 'ip4', problems),
      ip6: virtualNetwork(options, 'ip6', problems),
    },
    automapHostsOnResolve: boolean(options, 'AutomapHostsOnResolve', false, problems),
    clientRejectInternalAddresses: boolean(
      options,
      'ClientRejectInternalAddresses',
      true,
      problems,
    ),
    user: linesOf(options, 'User').at(-1)?.value ?? null,
    includes: includesOf(options, problems),
    options: options.map(({ at: _at, layer: _layer, ...option }) => option),
  }
}

const countLines = (text: string): number => text.split('\n', torrcLimits.lines + 1).length

/** One file of a configuration, by the name that people know it by. */
export interface TorrcFile {
  readonly name: string
  readonly text: string
}

/**
 * Reads a torrc as tor does (tor(1), THE CONFIGURATION FILE FORMAT), with tor's defaults for what it does not say. Of
 * several files the first is what `--defaults-torrc` names, and the last what `-f` does: what a later one says of an
 * option is said instead of what an earlier one does, or besides it with `+`. `@ADDRESS@` stands for the client-facing
 * addresses. Never throws.
 */
export const readTorrcs = (files: readonly TorrcFile[]): TorrcReading => {
  const problems: Problems = { list: [], errors: 0 }
  for (const { name, text } of files) {
    const start = { source: name, line: 1, column: 1, offset: 0, length: 1 }
    if (text.length > torrcLimits.units || countLines(text) > torrcLimits.lines)
      refuse(problems, ['torrc-too-large', 'this is larger than any torrc', 'is it one?'], start)
    else if (text.includes('\0'))
      refuse(problems, ['torrc-not-text', 'the file holds a zero byte', 'is it a torrc?'], start)
  }
  const value = problems.errors > 0 ? undefined : factsOf(files, problems)
  return { value: problems.errors > 0 ? undefined : value, diagnostics: problems.list }
}

/** The same of one file. */
export const readTorrc = (source: string, text: string): TorrcReading =>
  readTorrcs([{ name: source, text }])
