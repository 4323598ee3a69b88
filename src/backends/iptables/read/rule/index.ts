/** One line of a table, from its words to a command. */
export { isShellText, lookAlike } from './blame.ts'
export { checkChainName, checkPolicy } from './chain-name.ts'
export { parseCounters } from './header-options.ts'
export type { PlacedFault, Surroundings } from './line-state.ts'
export { readCommand } from './read-command.ts'
