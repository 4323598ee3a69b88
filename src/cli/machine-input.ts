import { compile } from '../artefacts/index.ts'
import { assert } from '../assert.ts'
import type { Gateway } from '../policy/index.ts'
import type { Call } from './command.ts'
import { readInput } from './read-input.ts'
import { tell } from './tell.ts'
import type { NamedText } from './verification/engine.ts'

/** Bytes of one file at most; readers have limits of their own below it, and say which one was passed. */
export const FILE_BYTES_MAX = 64 * 1024 * 1024
/** The texts that the command line names, or what is compiled of the gateway. Says itself what cannot be read. */
export const readMachineFiles = async (
  call: Call,
  gateway: Gateway,
): Promise<readonly NamedText[] | undefined> =>
  call.arguments.length === 0 ? compiledTexts(gateway) : readNamedFiles(call)

/** The texts that the command line names, and no others. Says itself what cannot be read. */
export const readNamedFiles = async ({
  world,
  arguments: names,
}: Call): Promise<readonly NamedText[] | undefined> => {
  const texts: NamedText[] = []
  for (const name of names) {
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
