/** The rules of a chain: added at either end at no cost that grows, elsewhere by moving the others. */
import type { KernelRule } from './held.ts'

export class RuleList {
  /** Last first: so an insertion at the head moves nothing. */
  #front: KernelRule[] = []
  #back: KernelRule[] = []

  get length(): number {
    return this.#front.length + this.#back.length
  }

  append(rule: KernelRule): void {
    this.#back.push(rule)
  }

  prepend(rule: KernelRule): void {
    this.#front.push(rule)
  }

  /** The rules in order; the array is the list's own. */
  all(): readonly KernelRule[] {
    return this.#flat()
  }

  /** Puts a rule before the one at the index, or in its place. */
  put(index: number, rule: KernelRule, replaced: 0 | 1): void {
    this.#flat().splice(index, replaced, rule)
  }

  remove(index: number): void {
    this.#flat().splice(index, 1)
  }

  clear(): void {
    this.#front = []
    this.#back = []
  }

  indexOfHandle(handle: number | bigint): number {
    return this.#flat().findIndex(({ body }) => body.handle === handle)
  }

  #flat(): KernelRule[] {
    if (this.#front.length > 0) {
      this.#back = [...this.#front.reverse(), ...this.#back]
      this.#front = []
    }
    return this.#back
  }
}
