import type { Files, NewFile, World } from '../../src/cli/index.ts'
import { run } from '../../src/cli/index.ts'
import type { System } from '../../src/host/system/index.ts'

/** What a run saw and did, without a process. */
export interface Result {
  readonly exit: number
  readonly stdout: string
  readonly stderr: string
  /** Both, in the order of writing. */
  readonly terminal: string
  /** The files of the world afterwards, by absolute path. */
  readonly files: ReadonlyMap<string, string | Uint8Array>
}

export interface Setting {
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly stdin?: string | Uint8Array
  readonly env?: World['env']
  readonly isTerminal?: boolean
  readonly override?: Partial<Files>
  readonly system?: System
  /** What is typed in time where the run asks. */
  readonly answer?: string
  /** The same, with what happens meanwhile. */
  readonly ask?: () => Promise<string>
}

/** Runs one command line in a world of its own, at /here. */
export const runLine = async (argv: readonly string[], setting: Setting = {}): Promise<Result> => {
  const files = new Map(Object.entries(setting.files ?? {}))
  const written = { stdout: '', stderr: '', terminal: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text
      written.terminal += text
    },
    isTerminal: setting.isTerminal ?? false,
  })
  const exit = await run({
    argv,
    self: ['qubes-tor-fw'],
    env: setting.env ?? {},
    cwd: '/here',
    stdin: () => chunks(setting.stdin ?? ''),
    answer: async () => (await setting.ask?.()) ?? setting.answer ?? 'out of time',
    stdout: output('stdout'),
    stderr: output('stderr'),
    files: { ...filesIn(files), ...setting.override },
    system: async () => {
      if (!setting.system) throw new Error('this command line was not given a system')
      return setting.system
    },
  })
  return { exit, ...written, files }
}

const filesIn = (files: Map<string, string | Uint8Array>): Files => ({
  read: (path, bytesMax) => {
    const content = files.get(path)
    if (content === undefined) return { kind: 'missing' }
    return { kind: 'read', bytes: Buffer.from(content).subarray(0, bytesMax) }
  },
  writeAll: (folder: string, list: readonly NewFile[]) => {
    for (const { name, text } of list) files.set(`${folder}/${name}`, text)
    return { kind: 'written' }
  },
})

/** In pieces of three bytes, so that characters are cut. */
async function* chunks(content: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content)
  const size = bytes.length > 10_000 ? 10_001 : 3
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}
