/**
 * Goal: `verify --live` judges what a real kernel has in force, whichever tool put it there, and changes nothing.
 * Method: a router is loaded by each backend, and the program itself runs on it. A hole made by the same tool, or by another
 * one, has to be found; what cannot be read has to be an error.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile } from '../../src/artefacts/index.ts'
import type { PolicyDocument } from '../../src/policy/index.ts'
import type { Verification } from '../../src/verifier/index.ts'
import type { Lab, Router } from './lab/index.ts'
import { loadNft, mustLoad, openLab, openRouter, qubesBase, snapshot } from './lab/index.ts'
import { backendsOf, filledBy } from './lab/load-artefacts.ts'
import { runProgram } from './lab/program.ts'
import { gatewayOf, surroundings } from './lab/try-policy.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(async () => {
  await lab?.close()
})

const policies = {
  'qubes-4': { version: 1, environment: 'qubes-4' },
  'qubes-3': { version: 1, environment: 'qubes-3' },
} as const satisfies Record<string, PolicyDocument>

/** Service that Qubes itself refuses to some: who is in no group of clients, or has an address that Qubes did not assign. */
const service: readonly string[] = ['tcp-reaches-tor', 'dns-reaches-tor', 'client-address-kept']

interface Answer {
  readonly exit: number
  readonly verdict: string
  /** Guarantees of what is forbidden that do not hold. */
  readonly broken: readonly string[]
  /** Guarantees of service that do not hold. */
  readonly unserved: readonly string[]
  readonly stderr: string
}

const verifyLive = async (router: Router, document: PolicyDocument): Promise<Answer> => {
  const words = ['verify', '--live', '--format', 'json', '--policy', '-']
  const { code, stdout, stderr } = await runProgram(router, words, JSON.stringify(document))
  const { verdict, guarantees } =
    stdout === ''
      ? { verdict: 'none', guarantees: [] }
      : (JSON.parse(stdout) as Pick<Verification, 'guarantees'> & { verdict: string })
  const open = guarantees.flatMap(({ id, verdict: each }) =>
    each === 'proved' || each === 'not-asked' ? [] : [id],
  )
  return {
    exit: code,
    verdict,
    broken: open.filter((id) => !service.includes(id)),
    unserved: open.filter((id) => service.includes(id)),
    stderr,
  }
}

interface Case {
  readonly title: string
  readonly document: PolicyDocument
  readonly backend: ReturnType<typeof backendsOf>[number]
  /** A command that opens what was closed, by the same tool. */
  readonly hole: readonly [program: string, ...words: string[]]
}

const holes: Readonly<Record<string, Case['hole']>> = {
  nft: ['nft', 'insert rule inet qubes_tor_fw forward accept'],
  'nft -j': ['nft', 'flush chain inet qubes_tor_fw entry_client'],
  'iptables-legacy': ['iptables-legacy', '-t', 'raw', '-F', 'entry_client'],
  'iptables-nft': ['iptables-nft', '-t', 'raw', '-F', 'entry_client'],
}

const cases: readonly Case[] = Object.values(policies).flatMap((document) =>
  backendsOf(document.environment).map((backend) => ({
    title: `${document.environment} by ${backend.name}`,
    document,
    backend,
    hole: holes[backend.name] ?? ['false'],
  })),
)

const load = async (router: Router, { document, backend }: Case): Promise<void> => {
  const artefacts = compile(gatewayOf(document)).value?.artefacts ?? []
  const textOf = filledBy(artefacts, '10.137.0.1')
  await backend.load(router, textOf)
  await router.mustExec('sysctl', ['-q', '-p', '-'], textOf('sysctl'))
}

/** Without the counts of packets, which go on. */
const rulesOf = async (router: Router): Promise<string> =>
  JSON.stringify(await snapshot(router)).replaceAll(/\[\d+:\d+\]/g, '')

test.each(cases)('$title', async (each) => {
  const { topology, base } = surroundings[each.document.environment ?? 'standalone']
  const router = await openRouter(lab, { topology })
  try {
    if (base === 'qubes-4') await mustLoad(loadNft(router, qubesBase(topology)))
    const open = await verifyLive(router, each.document)
    expect(open.exit).toBe(1)
    expect(open.broken).toContain('no-client-escape')

    await load(router, each)
    const before = await rulesOf(router)
    const closed = await verifyLive(router, each.document)
    expect(closed.stderr).toBe('')
    expect(closed.broken).toEqual([])
    expect(closed.unserved).toEqual(
      base === 'qubes-4' ? ['tcp-reaches-tor', 'dns-reaches-tor'] : [],
    )
    expect(await rulesOf(router)).toEqual(before)

    const [program, ...words] = each.hole
    await router.mustExec(program, words)
    const holed = await verifyLive(router, each.document)
    expect(holed.exit).toBe(1)
    expect(holed.broken).not.toEqual([])
  } finally {
    await router.close()
  }
})
