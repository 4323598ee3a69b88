import { assert } from '../../assert.ts'
import type { TorConfiguration, TorOption } from '../../ruleset/index.ts'
import { lineForLoader } from '../fill.ts'

/** The name that the loader's lines go by, in every artefact. */
const clientFacing = 'client_facing'

const optionLines = ({ name, value, atBoot, why }: TorOption): readonly string[] => {
  assert(!/[\n\r"\\#]/.test(value), 'nothing that torrc would read otherwise gets past the policy')
  const line = `${name} ${value}`
  return [
    ...(why === null ? [] : ['', `# ${why}`]),
    atBoot ? lineForLoader(clientFacing, () => line) : line,
  ]
}

/** A torrc (tor(1), THE CONFIGURATION FILE FORMAT), for `--defaults-torrc`. */
export const torrcText = (header: readonly string[], configuration: TorConfiguration): string =>
  [...header.map((line) => `# ${line}`), ...configuration.options.flatMap(optionLines), ''].join(
    '\n',
  )
