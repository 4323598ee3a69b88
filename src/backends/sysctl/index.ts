/** The kernel's settings. */
export { sysctlText } from './write.ts'
