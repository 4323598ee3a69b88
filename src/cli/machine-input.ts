import { besideFiles, compile } from '../artefacts/index.ts'
import { assert } from '../assert.ts'
import { visible } from '../diagnostics/index.ts'
import type { Gateway } from '../policy/index.ts'
import type { Call } from './command.ts'
import { readCompiledFolder } from './compiled-folder.ts'
import { FILE_BYTES_MAX } from './file-argument.ts'
import { readInput } from './read-input.ts'
import { tell } from './tell.ts'
import type { NamedText } from './verification/engine.ts'

/** The texts that the command line names, or what is compiled of the gateway. Says itself what cannot be read. */
export const readMachineFiles = async (
  call: Call,
  gateway: Gateway,
): Promise<readonly NamedText[] | undefined> => {
  if (call.arguments.length > 0) return readNamedFiles(call, 'read')
  // Who meant to hand a ruleset in, and named none, must not take the answer for its own.
  tell(
    call.world,
    `no file is named: this is about what is compiled of ${visible(gateway.source.name)}`,
  )
  return compiledTexts(gateway)
}

/** The texts that the command line names, and no others. Says itself what cannot be read, and what of a folder is. */
export const readNamedFiles = async (
  { world, arguments: names }: Call,
  folders: 'read' | 'refused',
): Promise<readonly NamedText[] | undefined> => {
  const texts: NamedText[] = []
  for (const name of names) {
    const inside = folders === 'read' ? readCompiledFolder(world, name, besideFiles) : []
    if (inside.length > 0) {
      const found = inside.map((each) => visible(each.name)).join(', ')
      tell(world, `of the folder \`${visible(name)}\` this is about ${found}`)
      texts.push(...inside)
      continue
    }
    const input = await readInput(world, name, FILE_BYTES_MAX)
    if (input.kind === 'failed') {
      tell(world, input.reason)
      return undefined
    }
    texts.push({ name: input.source, text: input.text })
  }
  return texts
}

/** What loads together on that gateway: nft text, or the files of iptables on Qubes 3; the torrc, and the sysctls. */
export const compiledTexts = (gateway: Gateway): readonly NamedText[] => {
  const { value } = compile(gateway)
  assert(value !== undefined, 'a gateway that resolved compiles')
  const wanted: readonly string[] =
    gateway.environment === 'qubes-3'
      ? ['iptables', 'ip6tables', 'arptables', 'torrc', 'sysctl']
      : ['nft', 'torrc', 'sysctl']
  return value.artefacts
    .filter(({ target }) => wanted.includes(target))
    .map(({ fileName, text }) => ({ name: fileName, text }))
}
