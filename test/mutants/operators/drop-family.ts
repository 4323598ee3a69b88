import type { HeldFamily, Machine } from '../../../src/ruleset/index.ts'
import type { Mutant, Operator } from '../mutant.ts'
import { withTable } from '../mutant.ts'

const mutant = (name: string, isArp: boolean, machine: Machine): Mutant => ({
  name,
  intent: 'family',
  chain: null,
  isArp,
  machine,
})

/** Tables of inet made tables of one family, and tables of a family left out, with all that was shown of it. */
export const dropFamily: Operator = {
  name: 'family dropped',
  mutants: (machine) => [
    ...machine.tables.flatMap((table) =>
      table.family !== 'inet'
        ? []
        : (['ip', 'ip6'] as const).map((family) =>
            mutant(`${family} for inet`, false, withTable(machine, table, { ...table, family })),
          ),
    ),
    ...[...new Set(machine.tables.map(({ family }) => family))].map((family) =>
      mutant(`no tables of ${family}`, family === 'arp', without(machine, family)),
    ),
  ],
}

/** A file of ip6tables that was left out shows nothing of IPv6; nft's file shows all there is. */
const without = (machine: Machine, family: HeldFamily): Machine => {
  const tables = machine.tables.filter((table) => table.family !== family)
  const isLegacy = machine.tables.some(({ engine }) => engine === 'legacy')
  const { shown } = machine
  return {
    tables,
    shown: isLegacy
      ? {
          ipv4: shown.ipv4 && family !== 'ip',
          ipv6: shown.ipv6 && family !== 'ip6',
          arp: shown.arp && family !== 'arp',
        }
      : shown,
  }
}
