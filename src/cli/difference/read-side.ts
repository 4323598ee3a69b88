import type { Diagnostic } from '../../diagnostics/index.ts'
import { visible } from '../../diagnostics/index.ts'
import type { Gateway } from '../../policy/index.ts'
import { readCompiledFolder } from '../compiled-folder.ts'
import { FILE_BYTES_MAX } from '../file-argument.ts'
import { compiledTexts } from '../machine-input.ts'
import { readInput } from '../read-input.ts'
import type { NamedText } from '../verification/engine.ts'
import type { World } from '../world.ts'

/** The texts that make one side. */
export type SideReading =
  | {
      readonly kind: 'texts'
      readonly texts: readonly NamedText[]
      /** The policy that it was compiled of, where it was. */
      readonly gateway: Gateway | null
    }
  /** A policy that is wrong, and its text. */
  | {
      readonly kind: 'wrong'
      readonly diagnostics: readonly Diagnostic[]
      readonly sources: ReadonlyMap<string, string>
    }
  | { readonly kind: 'failed'; readonly reason: string }

/** The files of one side, a folder's in its place; a policy is compiled. */
export const readSide = async (world: World, names: readonly string[]): Promise<SideReading> => {
  const texts: NamedText[] = []
  for (const name of names) {
    const inside = readCompiledFolder(world, name)
    if (inside.length > 0) {
      texts.push(...inside)
      continue
    }
    const input = await readInput(world, name, FILE_BYTES_MAX)
    if (input.kind === 'failed') return input
    texts.push({ name: input.source, text: input.text })
  }
  const policy = texts.find(({ text }) => isPolicy(text))
  if (policy === undefined) return { kind: 'texts', texts, gateway: null }
  return texts.length === 1
    ? compileSide(policy)
    : {
        kind: 'failed',
        reason: `\`${visible(policy.name)}\` is a policy, which is a whole side by itself`,
      }
}

/** Whether the first line that says anything is a key of YAML, as no line of a ruleset, torrc or sysctl file is. */
const isPolicy = (text: string): boolean =>
  /^(?:\uFEFF)?(?:[ \t]*(?:#[^\n]*)?\r?\n)*(?:---|[A-Za-z]+:(?:\s|$))/.test(text)

const compileSide = async ({ name, text }: NamedText): Promise<SideReading> => {
  const { readPolicy } = await import('../../policy/index.ts')
  const { value, diagnostics } = readPolicy(text, { source: name })
  if (!value) return { kind: 'wrong', diagnostics, sources: new Map([[name, text]]) }
  const { gateway } = value
  return { kind: 'texts', texts: compiledSide(gateway, name), gateway }
}

/** What a policy compiles to, under names that tell which policy it was. */
export const compiledSide = (gateway: Gateway, policy: string): readonly NamedText[] =>
  compiledTexts(gateway).map((each) => ({ ...each, name: `${policy}: ${each.name}` }))
