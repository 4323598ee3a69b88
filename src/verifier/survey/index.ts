/** The sets of a proof told for a picture: where each class of client packet ends, and who reaches what. */
export { packetClasses } from './packet-classes.ts'
export type * from './result.ts'
export { survey } from './survey.ts'
