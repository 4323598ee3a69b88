import type { Color } from './global-options.ts'
import type { Output, World } from './world.ts'

/**
 * The option decides; then NO_COLOR (no-color.org: set and not empty), which outweighs FORCE_COLOR
 * (not empty, `0` or `false`); then whether the text goes to a terminal that knows colours.
 */
export const wantsColor = (
  color: Color | undefined,
  env: World['env'],
  { isTerminal }: Output,
): boolean => {
  if (color === 'always' || color === 'never') return color === 'always'
  if (env['NO_COLOR']) return false
  const forced = env['FORCE_COLOR']
  if (forced) return forced !== '0' && forced !== 'false'
  return isTerminal && env['TERM'] !== 'dumb'
}
