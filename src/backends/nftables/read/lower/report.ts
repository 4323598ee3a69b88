/** What there is to tell about a ruleset beyond its grammar, with where it stands. */
import type { Diagnostic, Span } from '../../../../diagnostics/index.ts'
import type { NftLoadCode } from './codes.ts'
import { nftLoadLimits } from './limits.ts'

/** A diagnostic of this room: the codes are its own. */
export type NftLoadDiagnostic = Omit<Diagnostic, 'code'> & { readonly code: NftLoadCode }

/** Where the nodes of a document come from, and the text that they were read from. */
export interface Origin {
  readonly source: string
  readonly spanOf: (node: object) => Span | undefined
  readonly textOf: (node: object) => string | undefined
}

const nothingLoads =
  'a load is one transaction: none of this file would be loaded, and everything stays open'

export class Report {
  readonly diagnostics: NftLoadDiagnostic[] = []
  readonly origin: Origin
  #told = { error: 0, warning: 0 }

  constructor(origin: Origin) {
    this.origin = origin
  }

  get failed(): boolean {
    return this.#told.error > 0
  }

  /** This file would not load. */
  error(code: NftLoadCode, message: string, node: object, help = nothingLoads): void {
    this.#tell('error', code, message, node, help)
  }

  warn(code: NftLoadCode, message: string, node: object, help: string): void {
    this.#tell('warning', code, message, node, help)
  }

  #tell(
    severity: 'error' | 'warning',
    code: NftLoadCode,
    message: string,
    node: object,
    help: string,
  ): void {
    this.#told[severity] += 1
    const told = this.#told[severity]
    if (told > nftLoadLimits.diagnostics + 1) return
    const span = this.origin.spanOf(node)
    const place = span === undefined ? {} : { span }
    if (told > nftLoadLimits.diagnostics) {
      const rest = `more than ${nftLoadLimits.diagnostics} ${severity}s: the rest is not told`
      this.diagnostics.push({ code: 'nft-load-more', severity, message: rest, ...place })
      return
    }
    this.diagnostics.push({ code, severity, message, help, ...place })
  }
}
