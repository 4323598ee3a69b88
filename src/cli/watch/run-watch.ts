import { visibleJson } from '../../diagnostics/index.ts'
import { statePath } from '../../host/state/index.ts'
import type { LogEntry, OnDrift, WatchOptions } from '../../host/watch/index.ts'
import {
  formatEntry,
  makeLooker,
  onDriftChoices,
  serveInspector,
  stopSignal,
  watch,
} from '../../host/watch/index.ts'
import { stateFolderOf } from '../applying/situation.ts'
import type { Call } from '../command.ts'
import type { Exit } from '../exit-code.ts'
import { formatOf } from '../report.ts'
import type { RunningPolicy } from '../running/policy.ts'
import { findApplied, readRunningPolicy } from '../running/policy.ts'
import { tell } from '../tell.ts'
import { INSPECTOR, toolsOf } from './tools.ts'

/** Watches until it is stopped. As the process that looks for another run of itself, it serves that one. */
export const runWatch = async (call: Call): Promise<Exit> => {
  const { world } = call
  const options = readOptions(call)
  if (typeof options === 'string') {
    tell(world, options)
    return 'usage'
  }
  const system = await world.system()
  const stateFolder = stateFolderOf(call)
  const first = await readRunningPolicy(call, system, stateFolder)
  if (first.kind === 'exit') return first.exit
  const word = (): string => {
    const reading = system.files.read(statePath(stateFolder))
    return reading.kind === 'read' ? reading.text : ''
  }
  const currentPolicy = following(first, word, () => findApplied(call, system, stateFolder))
  if (world.env[INSPECTOR] === '1') {
    const look = makeLooker(system, currentPolicy, stateFolder)
    await serveInspector(world.stdin(), (text) => world.stdout.write(text), look)
    return 'fine'
  }
  const log = logger(call)
  const tools = await toolsOf({ call, system, stateFolder, currentPolicy, log })
  try {
    const end = await watch(tools, options, stopSignal())
    return end === 'stopped' ? 'fine' : 'finding'
  } finally {
    tools.abandonLook()
  }
}

/**
 * The policy that was applied last of those that we know; where it is none of them, the one before. It is looked for again
 * only when a run of ours has left another word.
 */
const following = (
  first: RunningPolicy,
  word: () => string,
  findLatest: () => Promise<RunningPolicy | undefined>,
): (() => Promise<RunningPolicy>) => {
  let current = first
  let knownWord = word()
  return async () => {
    const now = word()
    if (now !== knownWord) current = (await findLatest()) ?? current
    knownWord = now
    return current
  }
}

const SECONDS_MAX = 86_400
const usualSeconds = 60

/** What the options say, or what is wrong with them. */
const readOptions = (call: Call): WatchOptions | string => {
  const { values } = call
  const format = formatOf(call)
  if (format !== 'human' && format !== 'json')
    return `\`watch\` tells for people or as JSON, not as ${format}`
  if (values.get('policy') === '-')
    return '`watch` reads its policy again and again, which standard input cannot give'
  const every = values.get('every') ?? String(usualSeconds)
  const seconds = /^[0-9]{1,6}$/.test(every) ? Number(every) : 0
  if (seconds < 1 || seconds > SECONDS_MAX)
    return `\`--every\` takes seconds, from 1 to ${SECONDS_MAX}`
  const onDrift: OnDrift =
    onDriftChoices.find((each) => each === values.get('on-drift')) ?? 'lockdown'
  return { onDrift, heartbeat: seconds * 1_000 }
}

const logger = (call: Call): ((entry: LogEntry) => void) => {
  const { stdout } = call.world
  return formatOf(call) === 'json'
    ? (entry) => stdout.write(`${visibleJson(JSON.stringify(entry))}\n`)
    : (entry) => stdout.write(`${formatEntry(entry)}\n`)
}
