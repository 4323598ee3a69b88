/** Tor's configuration. */
export { torrcText } from './write.ts'
