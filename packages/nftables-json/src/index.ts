/** libnftables-json in TypeScript: the one door of the package. */
export * from './entry.ts'
export * from './keywords/index.ts'
export type * from './types/json.ts'
export type * from './types/read-document.ts'
export type * from './types/read-expressions.ts'
export type * from './types/read-objects.ts'
export type * from './types/read-statements.ts'
