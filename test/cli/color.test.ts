/**
 * Goal: colours appear where a person wants them and never in a file.
 * Method: the whole table of option, environment and terminal, against what no-color.org and force-color.org say.
 */
import { expect, test } from 'vitest'
import { wantsColor } from '../../src/cli/color.ts'

const output = (isTerminal: boolean) => ({ write: () => {}, isTerminal })

test.each([
  [undefined, {}, true, true],
  [undefined, {}, false, false],
  [undefined, { NO_COLOR: '1' }, true, false],
  [undefined, { NO_COLOR: '' }, true, true],
  [undefined, { FORCE_COLOR: '1' }, false, true],
  [undefined, { FORCE_COLOR: '0' }, true, false],
  [undefined, { FORCE_COLOR: 'false' }, true, false],
  [undefined, { FORCE_COLOR: '1', NO_COLOR: '1' }, true, false],
  [undefined, { TERM: 'dumb' }, true, false],
  ['auto', { NO_COLOR: '1' }, true, false],
  ['always', { NO_COLOR: '1' }, false, true],
  ['never', { FORCE_COLOR: '1' }, true, false],
] as const)('option %s, environment %j, terminal %s: %s', (color, env, isTerminal, expected) => {
  expect(wantsColor(color, env, output(isTerminal))).toBe(expected)
})
