/** The reference: what becomes of one packet, by the kernel's own order and rules, and why. */
export type * from './connection.ts'
export { noConnections } from './connection.ts'
export type * from './environment.ts'
export type * from './fate.ts'
export { judge } from './judge.ts'
export type * from './packet.ts'
export { fieldOf } from './packet-field.ts'
export * from './packet-language/index.ts'
