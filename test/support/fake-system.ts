import type { Command, CommandResult, System } from '../../src/host/system/index.ts'

/** What a fake machine has: programs, each a function of its command, and files by their paths. */
export interface FakeMachine {
  readonly programs: Readonly<Record<string, (command: Command) => Partial<CommandResult>>>
  readonly files: Map<string, string>
}

/** A system without a machine. A program that it does not have is not installed. */
export const fakeSystem = ({ programs, files }: FakeMachine): System => {
  let now = 0
  const done = { kind: 'done' } as const
  return {
    run: async (command) => ({
      code: command.program in programs ? 0 : 127,
      stdout: '',
      stderr: '',
      timedOut: false,
      ...programs[command.program]?.(command),
    }),
    files: {
      read: (path) => {
        const text = files.get(path)
        return text === undefined
          ? { kind: 'missing' }
          : { kind: 'read', text, bytes: Buffer.from(text) }
      },
      list: (folder) => {
        const inside = [...files.keys()].flatMap((path) =>
          path.startsWith(`${folder}/`) ? [path.slice(folder.length + 1).split('/')[0] ?? ''] : [],
        )
        return inside.length === 0
          ? { kind: 'missing' }
          : { kind: 'read', names: [...new Set(inside)].sort() }
      },
      write: (path, text) => {
        files.set(path, text)
        return done
      },
      set: (path, text) => {
        if (!files.has(path)) return { kind: 'failed', reason: 'there is no such file or folder' }
        files.set(path, `${text}\n`)
        return done
      },
      makeFolder: () => done,
      remove: (path) => {
        for (const each of [...files.keys()])
          if (each === path || each.startsWith(`${path}/`)) files.delete(each)
        return done
      },
      rename: (from, to) => {
        for (const [path, text] of [...files])
          if (path === from || path.startsWith(`${from}/`)) {
            files.delete(path)
            files.set(`${to}${path.slice(from.length)}`, text)
          }
        return done
      },
      lock: async () => ({ kind: 'held', release: () => {} }),
    },
    clock: {
      monotonic: () => {
        now += 1
        return now
      },
      epochSeconds: () => 1_800_000_000,
      wait: async () => {},
    },
  }
}
