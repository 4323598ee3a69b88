/** A verification as a page for people who would rather look than read. Pure: who calls it writes the page. */
export { renderReport } from './page.ts'
export type * from './subject.ts'
