/** Tokens with lookahead, over a stack of sources. */
import type { Diagnostic } from '../../../../diagnostics/index.ts'
import type { NftTextCode } from './codes.ts'
import { nftTextLimits } from './limits.ts'
import { type Place, type SourceText, spanOf } from './places.ts'
import { Scanner } from './scanner.ts'
import { describeToken, type Token } from './token.ts'

/** What a message quotes may be as long as the text. */
const messageLength = 300

/** A diagnostic of this room: the codes are its own. */
export type NftTextDiagnostic = Omit<Diagnostic, 'code'> & { readonly code: NftTextCode }

/**
 * The tokens of the text.
 *
 * After the first error of syntax there is nothing more to come but the end: what reads can go on as if the
 * text had ended there, and no function has to hand an error on. Errors of meaning don't stop the reading.
 */
export class Input {
  readonly diagnostics: NftTextDiagnostic[] = []
  readonly #scanners: Scanner[] = []
  readonly #queue: Token[] = []
  #tokens = 0
  #depth = 0
  #failed = false
  #errors = 0
  #warnings = 0
  #last: Token
  #end: Token

  constructor(main: SourceText) {
    this.#scanners.push(new Scanner(main))
    const text = ''
    this.#last = { kind: 'end', text, value: 0, source: main, start: 0, end: 0 }
    this.#end = this.#last
  }

  get failed(): boolean {
    return this.#failed
  }

  /** The token that was taken last. */
  get last(): Token {
    return this.#last
  }

  get source(): SourceText {
    return this.#scanners.at(-1)?.source ?? this.#end.source
  }

  get includeDepth(): number {
    return this.#scanners.length
  }

  /** Comments behind a rule on its own line, so far: see `hidden` in chains.ts. */
  get trailingComments(): number {
    return this.#scanners.at(-1)?.trailingComments ?? 0
  }

  get lastComment(): string {
    return this.#scanners.at(-1)?.lastComment ?? ''
  }

  peek(ahead = 0): Token {
    while (!this.#failed && this.#queue.length <= ahead) this.#scan()
    return this.#queue[ahead] ?? this.#end
  }

  next(): Token {
    const token = this.peek()
    this.#queue.shift()
    if (token.kind !== 'end') this.#last = token
    return token
  }

  /** Reads another source next. Nothing may have been looked at beyond the last token taken. */
  include(source: SourceText): void {
    if (this.#queue.length === 0) this.#scanners.push(new Scanner(source))
    else this.fail('nft-syntax', 'an include has to be followed by a line end')
  }

  isWord(word: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'word' && token.text === word
  }

  isSign(sign: string, ahead = 0): boolean {
    const token = this.peek(ahead)
    return token.kind === 'sign' && token.text === sign
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false
    this.next()
    return true
  }

  takeSign(sign: string): boolean {
    if (!this.isSign(sign)) return false
    this.next()
    return true
  }

  expectWord(word: string): void {
    if (!this.takeWord(word)) this.expected(`\`${word}\``)
  }

  expectSign(sign: string): void {
    if (!this.takeSign(sign)) this.expected(`\`${sign}\``)
  }

  /** Ends the reading: the next token is not what has to stand here. */
  expected(what: string): void {
    const token = this.peek()
    if (token.kind === 'sign' && !Scanner.isSign(token)) {
      this.fail('nft-character', characterMessage(token), token)
      return
    }
    this.fail('nft-syntax', `${what} is expected here, not ${describeToken(token)}`, token)
  }

  /** An error of syntax. Only the first is told: what follows it is guesswork. */
  fail(code: NftTextCode, message: string, at: Place = this.peek(), help?: string): void {
    if (this.#failed) return
    this.report(code, message, at, help)
    this.#failed = true
    this.#end = { ...this.#end, source: at.source, start: at.end, end: at.end }
    this.#queue.length = 0
  }

  /** An error of meaning: the ruleset is refused, and reading goes on for what else there is to tell. */
  report(code: NftTextCode, message: string, at: Place, help?: string): void {
    this.#tell('error', code, message, at, help)
  }

  warn(code: NftTextCode, message: string, at: Place, help?: string): void {
    this.#tell('warning', code, message, at, help)
  }

  /** Goes down one level of braces or parentheses; false, with the error told, where that is too deep. */
  enter(): boolean {
    this.#depth += 1
    if (this.#depth <= nftTextLimits.depth) return true
    this.fail('nft-too-deep', `nesting is deeper than ${nftTextLimits.depth} levels`)
    return false
  }

  leave(): void {
    this.#depth -= 1
  }

  #tell(
    severity: 'error' | 'warning',
    code: NftTextCode,
    message: string,
    at: Place,
    help: string | undefined,
  ): void {
    if (this.#failed) return
    const told = severity === 'error' ? this.#errors++ : this.#warnings++
    if (told > nftTextLimits.diagnostics) return
    const span = spanOf(at)
    const shown = message.length > messageLength ? `${message.slice(0, messageLength)}...` : message
    if (told === nftTextLimits.diagnostics) {
      const rest = `more than ${told} ${severity}s: the rest is not told`
      this.diagnostics.push({ code: 'nft-too-many-diagnostics', severity, message: rest, span })
      return
    }
    this.diagnostics.push({
      code,
      severity,
      message: shown,
      span,
      ...(help !== undefined && { help }),
    })
  }

  #scan(): void {
    for (;;) {
      const scanner = this.#scanners.at(-1)
      const token = scanner?.next()
      if (token !== undefined) {
        this.#tokens += 1
        if (this.#tokens > nftTextLimits.tokens) {
          this.fail('nft-too-many-tokens', `more than ${nftTextLimits.tokens} words`, token)
          return
        }
        this.#queue.push(token)
        return
      }
      if (this.#scanners.length <= 1) {
        const source = this.source
        const end = source.text.length
        this.#end = { ...this.#end, source, start: end, end }
        this.#queue.push(this.#end)
        return
      }
      this.#scanners.pop()
    }
  }
}

function characterMessage(token: Token): string {
  switch (token.text) {
    case '\r':
      return 'a carriage return: nft takes it for junk, and the load fails'
    case '#':
      return 'a comment at the end of the text without a line end: nft takes it for junk'
    case '"':
      return 'a quotation mark that is never closed'
    default:
      return `nft text does not have the character \`${token.text}\``
  }
}
