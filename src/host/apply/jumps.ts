import type { HeldTable } from '../../ruleset/index.ts'

/** How many rules of Qubes' custom-input lead to our chain there. */
export const jumpsToOurs = (tables: readonly HeldTable[]): number =>
  tables
    .filter(({ family, name }) => family === 'ip' && name === 'qubes')
    .flatMap(({ chains }) => chains.filter(({ name }) => name === 'custom-input'))
    .flatMap(({ rules }) => rules.flatMap(({ steps }) => steps))
    .filter(
      (step) =>
        step.kind === 'verdict' &&
        step.verdict.kind === 'jump' &&
        step.verdict.chain === 'qubes-tor-fw',
    ).length
