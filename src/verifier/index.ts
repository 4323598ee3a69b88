/**
 * The judge's room. So far it holds the algebra that it will count with, sets of packets as decision diagrams; the
 * traversal of rulesets and the guarantees come on top of it.
 */
export * from './diagram/index.ts'
