/** Why a document cannot be written for a release of nft. */
export type WriteCode =
  /** No document at all by the types: an unknown key, a wrong type, a value out of bounds. */
  | 'shape'
  /** A chain with some of type, hook, priority and policy, or with a priority by name: nft makes a regular chain of it. */
  | 'incomplete-base-chain'
  /** A name in the position of an address: DNS would be asked. */
  | 'resolved-by-dns'
  /** A name in the position of a port: the services database would be asked. */
  | 'resolved-by-services'
  /** A name that stands in a file of the machine alone (users, groups, marks, device groups). */
  | 'resolved-by-machine'
  /** A list compared as a whole with a bit field. */
  | 'list-compared-as-whole'
  /** A symbol that the field's data type does not have. */
  | 'unknown-symbol'
  /** Text that nft's own text form cannot hold. */
  | 'unprintable-text'
  /** A concatenation whose parts are not those of its selector. */
  | 'concatenation-mismatch'
  /** Something that the target release refuses, ignores or misreads. */
  | 'target-too-old'
  /** More errors than are shown. */
  | 'more'

export interface WriteError {
  readonly code: WriteCode
  /** JSON pointer (RFC 6901) into the document. */
  readonly pointer: string
  /** Lower case, no period. */
  readonly reason: string
}

/** Errors beyond this many are counted in one last `more`. */
export const writeErrorsMax = 100
