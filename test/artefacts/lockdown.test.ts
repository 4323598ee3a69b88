/**
 * Goal: under lockdown no client packet arrives anywhere and none is answered, alone and beside whatever stands; and each
 * rule of it is there for a reason.
 * Method: the lockdowns of the shipped policies, read back and judged; the same beside the firewall; without one rule at a
 * time, each refuted, or kept by what the test names.
 */
import { describe, expect, test } from 'vitest'
import type { Target } from '../../src/artefacts/index.ts'
import { compile, gatewayFacts } from '../../src/artefacts/index.ts'
import { lockdownGuarantees, verifyLockdown } from '../../src/artefacts/lockdown.ts'
import { readBack } from '../../src/artefacts/read-back.ts'
import type { Gateway, PolicyDocument } from '../../src/policy/index.ts'
import { definePolicy, readPolicy, shippedPolicies } from '../../src/policy/index.ts'
import type { Machine } from '../../src/ruleset/index.ts'
import { isSameMachine } from '../../src/ruleset/index.ts'

const shipped = (name: string): Gateway => {
  const { value } = readPolicy(shippedPolicies.find((each) => each.name === name)?.text ?? '', {
    source: name,
  })
  if (!value) throw new Error(`${name} is sound`)
  return value.gateway
}

const machineOf = (gateway: Gateway, targets: readonly Target[]): Machine => {
  const artefacts = compile(gateway).value?.artefacts ?? []
  const result = readBack(
    targets.flatMap((target) => artefacts.filter((each) => each.target === target)),
  )
  if (result.kind !== 'machine') throw new Error(result.why.join())
  return result.machine
}

const judge = (gateway: Gateway, machine: Machine) =>
  verifyLockdown(gatewayFacts(gateway))(machine, { torrc: null, settings: null })

const unproved = (gateway: Gateway, machine: Machine): readonly string[] =>
  judge(gateway, machine).guarantees.flatMap(({ id, verdict }) =>
    verdict === 'proved' ? [] : [id],
  )

describe.each(shippedPolicies)('$name', ({ name }) => {
  const gateway = shipped(name)
  const lockdown = machineOf(gateway, ['lockdown-nft'])
  const firewall = machineOf(gateway, ['nft'])

  test('is asked all that forbids, and keeps it', () => {
    const { verdict, guarantees } = judge(gateway, lockdown)
    expect(guarantees.map(({ id }) => id)).toEqual(lockdownGuarantees)
    expect(lockdownGuarantees).toHaveLength(14)
    expect(verdict).toBe('proved')
  })

  test.each(['before', 'behind'])('holds %s the firewall too', (order) => {
    const tables =
      order === 'before'
        ? [...lockdown.tables, ...firewall.tables]
        : [...firewall.tables, ...lockdown.tables]
    // A TorVM's uplink is not asked for IPv6 by either.
    expect(unproved(gateway, { ...firewall, tables })).toEqual([])
  })

  test('is lifted by the firewall, which loaded over it is what it is alone', () => {
    expect(
      machineOf(gateway, ['lockdown-nft', 'nft']).tables.map(({ name: table }) => table),
    ).toEqual(firewall.tables.map(({ name: table }) => table))
    expect(isSameMachine(machineOf(gateway, ['lockdown-nft', 'nft']), firewall)).toBe(true)
  })

  test('stands beside the firewall where it is loaded over it, twice as once', () => {
    const over = machineOf(gateway, ['nft', 'lockdown-nft', 'lockdown-nft'])
    expect(over.tables).toHaveLength(firewall.tables.length + lockdown.tables.length)
    expect(unproved(gateway, over)).toEqual([])
  })

  test('is no firewall: what the firewall serves it does not keep', () => {
    expect(unproved(gateway, firewall)).toEqual(
      expect.arrayContaining(['no-client-escape', 'local-networks-blocked']),
    )
  })
})

describe('without some of its chains', () => {
  const gateway = shipped('torvm.yaml')
  const lockdown = machineOf(gateway, ['lockdown-nft'])
  const without = (names: readonly string[]): Machine => ({
    ...lockdown,
    tables: lockdown.tables.map((table) => ({
      ...table,
      chains: table.chains.filter(({ name }) => !names.includes(name)),
    })),
  })

  test.each([
    [['entry', 'forward'], 'no-client-escape'],
    [['entry', 'deliver'], 'local-networks-blocked'],
    [['deliver'], 'gateway-closed'],
    [['forward', 'leave'], 'uplink-cannot-reach-clients'],
    [['leave'], 'untranslated-never-leaves'],
    [['arp_in', 'arp_out'], 'gateway-unknown'],
  ] as const)('%s: it is none, by %s', (names, guarantee) => {
    expect(unproved(gateway, without(names))).toContain(guarantee)
  })

  test.each(['entry', 'forward', 'leave'])('%s: another wall keeps clients in', (name) => {
    expect(unproved(gateway, without([name]))).not.toContain('no-client-escape')
  })
})

describe('what it asks of a kernel', () => {
  test('is less than the firewall: no route, no set, no translation, no log', () => {
    const logging = {
      version: 1,
      environment: 'qubes-3',
      gateway: { log: { prefix: 'torfw' } },
    } as const satisfies PolicyDocument
    const { value } = definePolicy(logging)
    if (!value) throw new Error('it is sound')
    for (const { target, text } of compile(value.gateway).value?.artefacts ?? []) {
      if (!target.startsWith('lockdown')) continue
      const rules = text.split('\n').filter((line) => !line.startsWith('#'))
      expect(
        rules.filter((line) =>
          /\bfib\b|rpfilter|@|\blog\b|LOG|redirect to|REDIRECT|\*nat|dnat to/.test(line),
        ),
      ).toEqual([])
    }
  })
})
