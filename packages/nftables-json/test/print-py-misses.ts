export interface Miss {
  readonly kind: string
  readonly rule: string
  readonly detail: string
}
export const explanations: readonly {
  readonly why: string
  readonly matches: (miss: Miss) => boolean
}[] = []
