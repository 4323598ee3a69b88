/** What a run leaves for those after it. */
export type { State } from './state.ts'
export {
  defaultStateFolder,
  lockPath,
  previousPath,
  readState,
  statePath,
  writeState,
} from './state.ts'
