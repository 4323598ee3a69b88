/** Where something stands in a source, for people to find it. Lines and columns count from 1. */
export interface Place {
  readonly source: string
  readonly line: number
  readonly column: number
}
