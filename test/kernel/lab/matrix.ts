import type { ExpectedFacts } from './facts.ts'
import type { Finding } from './finding.ts'
import type { Lab } from './lab.ts'
import { limits } from './limits.ts'
import { loadNft, mustLoad } from './load.ts'
import { qubesBase, qubesDnatDns } from './qubes.ts'
import type { Router } from './router.ts'
import { openRouter } from './router.ts'
import type { CatalogueRun } from './run-catalogue.ts'
import { runCatalogue } from './run-catalogue.ts'
import type { Story } from './stories/index.ts'
import { stories } from './stories/index.ts'
import type { Row } from './table.ts'
import { catalogueRows, formatTable } from './table.ts'
import type { Topology } from './topology.ts'

/** Where the ruleset will live. */
export interface Environment {
  readonly topology: Topology
  /** Qubes' own tables stand beside it, and the chain that catches DNS is made anew after it. */
  readonly base: 'none' | 'qubes-4'
}

export interface MatrixOptions {
  readonly lab: Lab
  readonly title: string
  readonly environment: Environment
  readonly facts: ExpectedFacts
  /** Loads the ruleset under test into a router; a ruleset that does not load must throw. */
  readonly load: (router: Router) => Promise<void>
}

export interface MatrixResult {
  readonly rows: readonly Row[]
  /** Everything that must not be; empty for a good ruleset. */
  readonly findings: readonly Finding[]
  /** Stories that do not apply, with the reason. */
  readonly excused: readonly string[]
  readonly frames: number
  readonly milliseconds: number
  /** For people. */
  readonly table: string
}

/** Who listens on the gateway: Tor, and those whom no client may reach. */
const bystanders = { tcp: [22, 53, 80, 8082, 9051], udp: [53, 67, 123, 8082, 9040, 9050, 9051] }

const listen = async (router: Router, facts: ExpectedFacts): Promise<void> => {
  const opened = [...facts.clientServices, ...facts.uplinkServices]
  const of = (protocol: 'tcp' | 'udp') =>
    opened.filter((one) => one.protocol === protocol).map(({ port }) => port)
  const tcp = new Set([facts.transPort, ...facts.socksPorts, ...of('tcp'), ...bystanders.tcp])
  const udp = new Set([facts.dnsPort, ...of('udp'), ...bystanders.udp])
  await router.agent.ask({ kind: 'listen', tcp: [...tcp], udp: [...udp] })
}

/** A router of this environment, listeners and all, the ruleset under test not yet loaded. */
export const openEnvironment = async (
  lab: Lab,
  environment: Environment,
  facts: ExpectedFacts,
): Promise<Router> => {
  const router = await openRouter(lab, { topology: environment.topology })
  await listen(router, facts)
  if (environment.base === 'qubes-4') {
    await mustLoad(loadNft(router, qubesBase(environment.topology)))
    await mustLoad(loadNft(router, qubesDnatDns(environment.topology.uplink.nextHop.address)))
  }
  return router
}

/** Loads the ruleset, and lets the environment do afterwards what it does. */
const loadAll = async (router: Router, options: MatrixOptions): Promise<void> => {
  await options.load(router)
  const { base, topology } = options.environment
  if (base === 'qubes-4')
    await mustLoad(loadNft(router, qubesDnatDns(topology.uplink.nextHop.address)))
}

const withRouter = async <Value>(
  options: MatrixOptions,
  use: (router: Router) => Promise<Value>,
): Promise<Value> => {
  const router = await openEnvironment(options.lab, options.environment, options.facts)
  try {
    return await use(router)
  } finally {
    await router.close()
  }
}

const runStory = (options: MatrixOptions, story: Story): Promise<Row> =>
  withRouter(options, async (router) => {
    const load = () => loadAll(router, options)
    const outcome = await story.run({ router, facts: options.facts, load })
    return {
      sender: 'story',
      group: story.name,
      cases: outcome.tried,
      owed: outcome.owed,
      served: outcome.served,
      findings: outcome.findings,
    }
  })

/** Runs the tasks in order, so many at a time; the results in the order of the tasks. */
const inParallel = async <Value>(
  tasks: readonly (() => Promise<Value>)[],
  width: number,
): Promise<readonly Value[]> => {
  const results = new Map<number, Value>()
  const queue = [...tasks.entries()]
  const worker = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results.set(next[0], await next[1]())
  }
  // Every worker is waited for, also when one fails: a router must not outlive its lab.
  const done = await Promise.allSettled(Array.from({ length: width }, worker))
  for (const one of done) if (one.status === 'rejected') throw one.reason
  return [...results.keys()].sort((a, b) => a - b).flatMap((key) => results.get(key) ?? [])
}

/** Both results; where one fails, the other is waited for first. */
const settled = async <One, Other>(
  one: Promise<One>,
  other: Promise<Other>,
): Promise<readonly [One, Other]> => {
  await Promise.allSettled([one, other])
  return [await one, await other]
}

/**
 * Sends the whole catalogue and plays every story against one ruleset, each story in a router of its own.
 * The findings are what must be empty; the table is for people.
 */
export const runMatrix = async (options: MatrixOptions): Promise<MatrixResult> => {
  const start = performance.now()
  const { facts, environment } = options
  const excuses = stories.flatMap((story) => {
    const reason = story.excuse(facts, environment.topology)
    return reason === undefined ? [] : [`${story.name}: ${reason}`]
  })
  const played = stories.filter((story) => story.excuse(facts, environment.topology) === undefined)
  const catalogueTask = (): Promise<CatalogueRun> =>
    withRouter(options, async (router) => {
      await loadAll(router, options)
      return runCatalogue(router, facts)
    })
  const [run, storyRows] = await settled(
    catalogueTask(),
    inParallel(
      played.map((story) => () => runStory(options, story)),
      limits.parallelStories,
    ),
  )
  const lost: Row = {
    sender: 'lab',
    group: "seen, and nobody's",
    cases: 0,
    owed: 0,
    served: 0,
    findings: run.judgement.unattributed,
  }
  const rows = [...catalogueRows(run.judgement), ...storyRows, lost]
  return {
    rows,
    findings: rows.flatMap((row) => row.findings),
    excused: excuses,
    frames: run.frames,
    milliseconds: performance.now() - start,
    table: formatTable(options.title, rows),
  }
}
