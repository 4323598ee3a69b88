/**
 * Goal: what no intent has spoken for ends.
 * Method: what `default-drop` says in each target, side by side; a target that is not named says nothing of it.
 */
import { expect, test } from 'vitest'
import { artefactText, expectIntent, machine } from '../side-by-side.ts'

test('at the end of every chain that can be left, also where its policy drops', () => {
  expectIntent(machine, 'default-drop', {
    nft: [
      'entry_client: drop',
      'forward: drop',
      'deliver: drop',
      'deliver_client: drop',
      'deliver_uplink: drop',
      'leave: drop',
      'leave_client: drop',
    ],
    iptables: [
      'raw entry_client: -j DROP',
      'mangle POSTROUTING: -j DROP',
      'mangle leave_client: -j DROP',
      'filter INPUT: -j DROP',
      'filter deliver_client: -j DROP',
      'filter deliver_uplink: -j DROP',
      'filter FORWARD: -j DROP',
    ],
    ip6tables: [
      'mangle POSTROUTING: -j DROP',
      'filter INPUT: -j DROP',
      'filter deliver_client: -j DROP',
      'filter FORWARD: -j DROP',
    ],
  })
})

test('no chain of ours ends by its policy to drop alone, which a chain that is loaded anew gets late', () => {
  for (const target of ['nft', 'lockdown-nft'] as const) {
    const bases = artefactText(machine, target)
      .split('\tchain ')
      .filter((chain) => chain.includes('policy drop'))
    expect(bases).toHaveLength(3)
    for (const base of bases)
      expect(base).toMatch(/\n\t\tcounter drop comment "default-drop"\n\t\}/)
  }
})
