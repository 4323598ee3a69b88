/**
 * Goal: `apply` ends with rules that are proved or with the lockdown, whatever fails and wherever it is killed.
 * Method: a kernel that is the text of its tables, and a machine of which the n-th operation fails, hangs, or is the last one, for
 * every n. What stands is judged by the verifier after every operation. Proofs are remembered by what they are of, for most
 * runs come through the same few states; they are functions of their arguments.
 */
import { afterAll, describe, expect, test, vi } from 'vitest'
import { compile, folderOf, gatewayFacts } from '../../src/artefacts/index.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import type { Application, Applied } from '../../src/host/apply/index.ts'
import { apply, steps } from '../../src/host/apply/index.ts'
import type { Backend } from '../../src/host/lockdown/index.ts'
import { builtInTexts, engageLockdown, textsOf } from '../../src/host/lockdown/index.ts'
import { readState } from '../../src/host/state/index.ts'
import type { System } from '../../src/host/system/index.ts'
import type { PolicyDocument } from '../../src/policy/index.ts'
import { definePolicy } from '../../src/policy/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { fakeSystem } from '../support/fake-system.ts'
import type { ModelKernel } from '../support/model-kernel.ts'
import { modelKernel } from '../support/model-kernel.ts'
import type { Fate } from '../support/mortal-system.ts'
import { misfortunes, mortalSystem } from '../support/mortal-system.ts'

const remembered = vi.hoisted(() => {
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)
  return <Arguments extends readonly unknown[], Result>(run: (...given: Arguments) => Result) => {
    const known = new Map<string, Result>()
    return (...given: Arguments): Result => {
      const key = JSON.stringify(given, plain)
      const result = known.get(key) ?? run(...given)
      known.set(key, result)
      return result
    }
  }
})
vi.mock('../../src/artefacts/index.ts', async (original) => {
  const real = await original<typeof import('../../src/artefacts/index.ts')>()
  return { ...real, prove: remembered(real.prove), compile: remembered(real.compile) }
})
vi.mock('../../src/backends/sources/index.ts', async (original) => {
  const real = await original<typeof import('../../src/backends/sources/index.ts')>()
  return { ...real, readMachine: remembered(real.readMachine) }
})
vi.mock('../../src/host/live/index.ts', async (original) => {
  const real = await original<typeof import('../../src/host/live/index.ts')>()
  return { ...real, judgeLive: remembered(real.judgeLive) }
})

const STATE = '/run/qubes-tor-fw'

const applicationOf = (system: System, document: PolicyDocument, backend: Backend): Application => {
  const { value } = definePolicy(document)
  const compilation = value && compile(value.gateway).value
  if (!value || !compilation) throw new Error('the policy is wrong')
  return {
    system,
    gateway: value.gateway,
    facts: gatewayFacts(value.gateway),
    policyText: JSON.stringify(document),
    source: { kind: 'compiled', files: folderOf(compilation, true) },
    backend,
    clientFacing: undefined,
    stateFolder: STATE,
  }
}

const qubes4: PolicyDocument = { version: 1, environment: 'qubes-4' }

/** Whether clients are held, whatever conntrack knows. */
const isHeld = remembered((sources: ReturnType<ModelKernel['sources']>): boolean => {
  const reading = readMachine(sources, { asFilled: true, engine: 'legacy' })
  const gateway = definePolicy(qubes4).value?.gateway
  if (!reading.value || !gateway)
    throw new Error(reading.diagnostics.map(({ message }) => message).join())
  const only = ['no-client-escape', 'uplink-cannot-reach-clients'] as const
  return verify(reading.value.machine, gatewayFacts(gateway), { only }).verdict === 'proved'
})

const torified =
  'tcp 6 99 ESTABLISHED src=10.137.0.10 dst=8.8.8.8 sport=1000 dport=443 src=10.137.0.1 dst=10.137.0.10 sport=9040 dport=1000 mark=0 use=1'
const clear =
  'tcp 6 99 ESTABLISHED src=10.137.0.10 dst=8.8.8.8 sport=1001 dport=443 src=8.8.8.8 dst=10.138.0.7 sport=443 dport=1001 mark=0 use=1'

/** Where a run begins. `same`: the rules stand already that it is to load. */
const starts = ['open', 'closed', 'other', 'same', 'locked'] as const
type Start = (typeof starts)[number]

const documents = {
  nft: qubes4,
  'iptables-legacy': { version: 1, environment: 'qubes-3' },
} as const satisfies Record<string, PolicyDocument>
type Tried = keyof typeof documents

const otherPolicy = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  gateway: { counters: false },
})

const begin = async (start: Start, backend: Tried): Promise<ModelKernel> => {
  const kernel = modelKernel({ forwarding: start === 'open', flows: [torified, clear] })
  const system = fakeSystem(kernel.machine)
  const document = documents[backend]
  if (start === 'other' || start === 'same') {
    const policy = start === 'same' ? document : otherPolicy(document)
    const { outcome } = await apply(applicationOf(system, policy, backend), { isFinal: true })
    if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome))
  }
  if (start === 'locked') {
    const application = applicationOf(system, document, backend)
    const { kind } = await engageLockdown(system, {
      backend,
      texts: [textsOf(application.gateway)],
      clients: application.facts.clients,
    })
    if (kind !== 'locked') throw new Error(kind)
  }
  return kernel
}

interface Trial {
  readonly kernel: ModelKernel
  readonly result: Applied | 'killed'
  readonly operations: readonly string[]
  /** Operations after which clients were let go that had been held before, or after which forwarding was switched on. */
  readonly lapses: readonly string[]
}

const tryOnce = async (
  start: Start,
  backend: Tried,
  fate: Omit<Fate, 'observe'>,
): Promise<Trial> => {
  const kernel = await begin(start, backend)
  const lapses: string[] = []
  let wasHeld = isHeld(kernel.sources())
  let seen = kernel.revision()
  const wasForwarding = kernel.forwarding()
  const observe = (operation: string): void => {
    if (!wasForwarding && kernel.forwarding()) lapses.push(`${operation}: forwarding`)
    if (seen === kernel.revision()) return
    seen = kernel.revision()
    const held = isHeld(kernel.sources())
    if (wasHeld && !held) lapses.push(operation)
    wasHeld ||= held
  }
  const mortal = mortalSystem(fakeSystem(kernel.machine), { ...fate, observe })
  const application = applicationOf(mortal.system, documents[backend], backend)
  const result = await Promise.race([apply(application, { isFinal: true }), mortal.death])
  observe('the end')
  return { kernel, result, operations: mortal.operations, lapses }
}

const never = { at: -1, misfortune: 'fails' } as const

const backends = Object.keys(documents) as readonly Tried[]

describe.each(backends)('by %s', (backend) => {
  test.each(starts)('from %s it ends with rules that are proved', async (start) => {
    const { kernel, result, lapses } = await tryOnce(start, backend, never)
    if (result === 'killed') throw new Error('nobody killed it')
    expect(result.outcome).toEqual({ kind: 'applied', isUnchanged: start === 'same', unserved: [] })
    expect(result.taken.map(({ name }) => name)).toEqual(steps.map(({ name }) => name))
    expect(lapses).toEqual([])
    expect(isHeld(kernel.sources())).toBe(true)
    expect(kernel.forwarding()).toBe(false)
    expect(readState(fakeSystem(kernel.machine), STATE)?.verdict).toBe('proved')
    expect([...kernel.tables.keys()].join()).not.toContain('lockdown')
  })

  test('twice is once: nothing is written the second time', async () => {
    const { operations } = await tryOnce('same', backend, never)
    const writes = operations.filter((each) =>
      /^(write|set|remove|rename|nft -f|\S+-restore( -w \d+)?$|conntrack -[RF])/.test(each),
    )
    expect(writes).toEqual([])
  })

  test.each(troubled[backend])(
    'from %s, whatever goes wrong, and wherever, clients stay held',
    async (start) => {
      const { operations: all } = await tryOnce(start, backend, never)
      const tolerated = new Set<string>()
      let tried = 0
      for (const misfortune of misfortunes)
        for (const [at, operation] of all.entries()) {
          // A file does not hang.
          if (misfortune === 'hangs' && /^(write|set|make|remove|rename) /.test(operation)) continue
          tried += 1
          const title = `${start}, ${backend}: ${operation} ${misfortune}`
          const trial = await tryOnce(start, backend, { at, misfortune })
          expect(faultsOf(trial, start).map((fault) => `${title}: ${fault}`)).toEqual([])
          if (trial.result !== 'killed' && trial.result.outcome.kind === 'applied')
            tolerated.add(
              `${operation} (${all.slice(0, at).filter((each) => each === operation).length + 1})`,
            )
        }
      totals.push(
        `${backend} from ${start}: ${tried} misfortunes; went on without: ${[...tolerated].join(', ')}`,
      )
      expect([...tolerated].filter((each) => !mayFail.test(each))).toEqual([])
    },
  )
})

test('a lockdown that another tool had to load does not stay', async () => {
  const kernel = modelKernel({ forwarding: false })
  const system = fakeSystem(kernel.machine)
  const application = applicationOf(system, qubes4, 'nft')
  const plan = {
    backend: 'iptables-legacy',
    texts: [builtInTexts()],
    clients: application.facts.clients,
  } as const
  expect(await engageLockdown(system, plan)).toMatchObject({ by: 'iptables-legacy' })
  const marks = () =>
    kernel
      .sources()
      .filter(({ text }) => /lock-clients|arp_in_client -/.test(text))
      .map(({ name }) => name)
  expect(marks()).toEqual(['iptables', 'ip6tables', 'arptables'])
  const { outcome } = await apply(application, { isFinal: true })
  expect(outcome).toEqual({ kind: 'applied', isUnchanged: false, unserved: [] })
  expect(marks()).toEqual([])
  expect(isHeld(kernel.sources())).toBe(true)
})

test('somebody who flushes all rules in the middle, at any moment, is noticed until the last look', async () => {
  const { operations: all } = await tryOnce('open', 'nft', never)
  const lastLook = all.lastIndexOf('nft -j -s list ruleset')
  const missed: string[] = []
  for (const [at, operation] of all.entries()) {
    const kernel = await begin('open', 'nft')
    let count = -1
    const observe = (): void => {
      count += 1
      if (count === at) kernel.flush()
    }
    const { system } = mortalSystem(fakeSystem(kernel.machine), { ...never, observe })
    const { outcome } = await apply(applicationOf(system, qubes4, 'nft'), { isFinal: true })
    const held = isHeld(kernel.sources())
    if (outcome.kind === 'failed') expect({ operation, held }).toEqual({ operation, held: true })
    else if (!held)
      missed.push(`${operation} (${at < lastLook ? 'before' : 'after'} the last look)`)
  }
  totals.push(`flushed after each of ${all.length} operations`)
  expect(missed.filter((each) => each.includes('before'))).toEqual([])
  expect(missed.length).toBeGreaterThan(0)
})

/** Those of the starts from which the way differs. All five were tried with all misfortunes when this was written. */
const troubled: Readonly<Record<Tried, readonly Start[]>> = {
  nft: ['open', 'other', 'same'],
  'iptables-legacy': ['other', 'same'],
}

/** What is wrong with how a run ended that something happened to. */
const faultsOf = ({ kernel, result, lapses }: Trial, start: Start): readonly string[] => {
  const held = isHeld(kernel.sources())
  const faults = lapses.map((operation) => `let go by ${operation}`)
  if (result === 'killed') return held || start === 'open' ? faults : [...faults, 'let go']
  const { outcome } = result
  if (!held) faults.push('not held')
  if (kernel.forwarding()) faults.push('forwarding')
  const said = readState(fakeSystem(kernel.machine), STATE)?.verdict
  if (said !== (outcome.kind === 'applied' ? 'proved' : 'lockdown')) faults.push(`says ${said}`)
  if (outcome.kind === 'applied') return faults
  if (outcome.lockdown.kind !== 'locked') faults.push(`lockdown: ${outcome.lockdown.how}`)
  if (outcome.failure.why.join('') === '') faults.push('no reason')
  return faults
}

/**
 * What a run may go on without: who is asked and need not know; the lockdown's own tool, which is asked again with the built-in
 * text; forwarding, which is looked at again with the other settings; what another way makes good.
 */
const mayFail =
  /^(qubesdb-read|nft list|nft -j|set \S+\/(ip_|all\/)forward|conntrack -R|(nft -f -|\S+-restore.*|\S+-save) \(1\))/

const totals: string[] = []
afterAll(() => console.log(totals.join('\n')))
