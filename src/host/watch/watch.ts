import { visible } from '../../diagnostics/index.ts'
import type { Causes } from './causes.ts'
import { collectCauses } from './causes.ts'
import type { WatchLimits } from './limits.ts'
import { watchLimits } from './limits.ts'
import type { Listening } from './listening.ts'
import { makeListening } from './listening.ts'
import type { Responder } from './respond.ts'
import { makeResponder } from './respond.ts'
import type { Sight } from './sight.ts'
import { conditionOf, reasonOf } from './sight.ts'
import type { WatchEnd, WatchOptions, WatchTools } from './tools.ts'
import type { Unannounced } from './unannounced.ts'
import { changesOf } from './unannounced.ts'

/** What the parts of a watch share. */
interface Watcher {
  readonly tools: WatchTools
  readonly options: WatchOptions
  readonly limits: WatchLimits
  readonly causes: Causes
  readonly listening: Listening
  readonly responder: Responder
}

/**
 * Watches until it is stopped, or cannot watch. Whatever happens is a reason to read everything again and to prove it;
 * what the monitors say it was is told, and decides nothing. That a monitor ends, hangs or loses something is drift by
 * itself: what happened meanwhile is not known.
 *
 * It is seen in several ways at once, so that none has to be trusted: what monitors print; their sockets in the kernel's
 * own table, which shows what they have not read and what was lost; settings and tables that nobody announces, at every
 * tick; and everything again at every heartbeat.
 */
export const watch = async (
  tools: WatchTools,
  options: WatchOptions,
  stop: AbortSignal,
  limits: WatchLimits = watchLimits,
): Promise<WatchEnd> => {
  const sleeper = makeSleeper(tools, stop)
  const causes = collectCauses(tools.clock, tools.log, limits, sleeper.wake)
  const listening = makeListening(tools, limits, causes.happened, sleeper.wake)
  const responder = makeResponder(tools, options, limits)
  const watcher: Watcher = { tools, options, limits, causes, listening, responder }
  tools.log({ event: 'watching', onDrift: options.onDrift })
  try {
    if (await listening.begin()) causes.happened({ kind: 'start', what: 'the watch begins' })
    return await goOn(watcher, sleeper, stop)
  } finally {
    listening.end()
    tools.log({ event: 'ended', why: stop.aborted ? 'it was stopped' : 'it cannot watch here' })
  }
}

const goOn = async (watcher: Watcher, sleeper: Sleeper, stop: AbortSignal): Promise<WatchEnd> => {
  const { causes, listening, limits } = watcher
  const look = makeLook(watcher)
  const ending = new AbortController()
  void keepTicking(watcher, look.at, ending.signal)
  try {
    while (!stop.aborted) {
      const blindness = listening.blindness()
      if (blindness !== null) {
        if (!(await openEyes(watcher, blindness))) return 'blind'
      } else if (causes.isStirred()) await look.take()
      else await sleeper.sleep(limits.tick)
    }
    return 'stopped'
  } finally {
    ending.abort()
  }
}

/** Beside the looks, so that one that takes its time keeps nothing else from being noticed. */
const keepTicking = async (
  watcher: Watcher,
  lookedAt: () => number,
  ending: AbortSignal,
): Promise<void> => {
  const tick = makeTick(watcher, lookedAt)
  while (!ending.aborted) {
    tick()
    await watcher.tools.clock.wait(watcher.limits.tick)
  }
}

/** Acts as if the worst had happened, and tries to see again. */
const openEyes = async (
  { tools, causes, listening, responder }: Watcher,
  why: string,
): Promise<boolean> => {
  tools.log({ event: 'blind', why })
  await responder.toBlindness(why)
  const isMended = await listening.mend()
  if (isMended) causes.happened({ kind: 'start', what: 'the watch begins again' })
  return isMended
}

const makeLook = ({ tools, limits, causes, responder }: Watcher) => {
  const { clock, log } = tools
  let lookedAt = clock.monotonic()
  let told = ''
  const take = async (): Promise<void> => {
    await causes.settle()
    const taken = causes.take()
    const sight = await seeWithin(tools, limits.look)
    lookedAt = clock.monotonic()
    const condition = conditionOf(sight)
    const why = reasonOf(sight)
    const isNews = told !== why || taken.causes.some(({ kind }) => kind !== 'heartbeat')
    told = why
    if (isNews)
      log({
        event: 'looked',
        condition,
        why,
        causes: taken.causes,
        isProvedAnew: sight.kind === 'seen' && sight.isProvedAnew,
        milliseconds: Math.round(lookedAt - taken.since),
      })
    const after = await responder.toSight(sight)
    if (after) causes.happened(after)
  }
  return { take, at: () => lookedAt }
}

/** A look that takes too long is given up: what cannot be seen in time may be anything. */
const seeWithin = async (tools: WatchTools, milliseconds: number): Promise<Sight> => {
  const late = { kind: 'unseen', why: `no answer within ${milliseconds} ms` } as const
  const sight = await Promise.race([
    tools.look().catch(bugAsSight),
    afterDeadline(milliseconds).then(() => late),
  ])
  if (sight === late) tools.abandonLook()
  return sight
}

/** Such a timer keeps nobody from ending. */
const afterDeadline = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    AbortSignal.timeout(milliseconds).addEventListener('abort', () => resolve())
  })

/** Whatever goes wrong in a look, nothing was seen. */
const bugAsSight = (error: unknown): Sight => ({
  kind: 'unseen',
  why: visible(error instanceof Error ? error.message : String(error)),
})

const makeTick = (
  { tools, options, causes, listening }: Watcher,
  lookedAt: () => number,
): (() => void) => {
  let known: Unannounced | null = null
  let isPolling = false
  const poll = async (): Promise<void> => {
    isPolling = true
    const now = await tools.unannounced()
    const changes = known === null ? [] : changesOf(known, now)
    known = now
    isPolling = false
    for (const cause of changes) causes.happened(cause)
  }
  return () => {
    listening.check()
    if (!isPolling) void poll()
    if (tools.clock.monotonic() - lookedAt() >= options.heartbeat && !causes.isStirred())
      causes.happened({ kind: 'heartbeat', what: 'nothing happened for a while' })
  }
}

interface Sleeper {
  readonly wake: () => void
  readonly sleep: (milliseconds: number) => Promise<void>
}

const makeSleeper = ({ clock }: WatchTools, stop: AbortSignal): Sleeper => {
  let wake = (): void => {}
  stop.addEventListener('abort', () => wake())
  return {
    wake: () => wake(),
    sleep: async (milliseconds) => {
      const woken = new Promise<void>((resolve) => {
        wake = resolve
      })
      await Promise.race([woken, clock.wait(Math.max(1, milliseconds))])
    },
  }
}
