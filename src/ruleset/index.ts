/** The IR: tables, chains, rules and sets as inert data, each rule with where it came from. */
export * from './build.ts'
export * from './constants.ts'
export type { Field } from './field.ts'
export { fields } from './field.ts'
export * from './machine/index.ts'
export type * from './ruleset.ts'
export type * from './settings.ts'
export type * from './statement.ts'
