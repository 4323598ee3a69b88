/** The files of the machine, and what the kernel's errors mean to people. */
export { isMissing, reasonOf } from './file-error.ts'
export { machineFiles } from './machine-files.ts'
