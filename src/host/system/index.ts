/** The machine as this room sees it: commands, files, time. */
export { faultOf } from './fault.ts'
export { hostLimits } from './limits.ts'
export { machineSystem } from './machine-system.ts'
export type {
  Clock,
  Command,
  CommandResult,
  FileChange,
  FileReading,
  FolderReading,
  LockResult,
  System,
  SystemFiles,
} from './system.ts'
