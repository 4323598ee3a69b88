import type { Address } from '../../net/index.ts'
import type { Gateway } from '../../policy/index.ts'
import type { GatewayFacts } from '../../verifier/index.ts'
import type { FolderFile } from '../folder/index.ts'
import type { Backend } from '../lockdown/index.ts'
import type { System } from '../system/index.ts'

/** All that one run of `apply` is told. */
export interface Application {
  readonly system: System
  /** What is asked of the gateway; artefacts are held to it, wherever they come from. */
  readonly gateway: Gateway
  readonly facts: GatewayFacts
  /** The policy as it was written, kept beside what was proved of it. */
  readonly policyText: string
  readonly source: ArtefactSource
  readonly backend: Backend
  /** The client-facing address; undefined: it is looked for. */
  readonly clientFacing: Address | undefined
  readonly stateFolder: string
}

/** Where the artefacts are: compiled a moment ago, or written by somebody, somewhen. */
export type ArtefactSource =
  | { readonly kind: 'compiled'; readonly files: readonly FolderFile[] }
  | { readonly kind: 'folder'; readonly path: string }
