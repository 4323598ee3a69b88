import type { FileChange, System } from '../../src/host/system/index.ts'

/** What becomes of one operation: it fails, hangs, does its work and then fails, or the process is killed before it or after. */
export const misfortunes = [
  'fails',
  'hangs',
  'fails-after',
  'is-killed-before',
  'is-killed-after',
] as const
/** Killed while a tool is at work, which goes on by itself: that takes a real one. */
export type Misfortune = (typeof misfortunes)[number] | 'is-killed-during'

export interface Mortal {
  readonly system: System
  /** Operations that change something or ask a tool, in order, as they were asked for. */
  readonly operations: readonly string[]
  /** Settles when the process is killed: whatever it awaits then never comes. */
  readonly death: Promise<'killed'>
}

export interface Fate {
  /** The operation: its place, from 0, or its words and how often they were asked for before. */
  readonly at: number | { readonly operation: string; readonly before: number }
  readonly misfortune: Misfortune
  /** After each operation that came to an end. */
  readonly observe?: (operation: string) => void
  /** What kills the process for good; left out: it only never goes on. */
  readonly kill?: () => void
}

const isIt = (at: Fate['at'], operations: readonly string[]): boolean => {
  if (typeof at === 'number') return operations.length - 1 === at
  const same = operations.filter((each) => each === at.operation).length
  return operations.at(-1) === at.operation && same - 1 === at.before
}

/** A system of which one operation goes wrong. A process that was killed does nothing more, not even clean up. */
export const mortalSystem = (
  system: System,
  { at, misfortune, observe, kill: killForGood }: Fate,
): Mortal => {
  const operations: string[] = []
  let isDead = false
  let die: (how: 'killed') => void = () => {}
  const death = new Promise<'killed'>((resolve) => {
    die = resolve
  })
  const kill = (): void => {
    isDead = true
    killForGood?.()
    die('killed')
  }
  /** What the next operation meets; `does`: whether it does its work. */
  const meet = (name: string): { readonly does: boolean; readonly met: Misfortune | undefined } => {
    operations.push(name)
    const met = isIt(at, operations) ? misfortune : undefined
    return { met, does: met === undefined || met === 'fails-after' || met === 'is-killed-after' }
  }
  const asleep = () => new Promise<never>(() => {})
  const file =
    <Given extends readonly unknown[]>(name: string, change: (...given: Given) => FileChange) =>
    (...given: Given): FileChange => {
      if (isDead) throw new Error('killed')
      const { does, met } = meet(`${name} ${String(given[0])}`)
      const result = does ? change(...given) : ({ kind: 'done' } as const)
      if (met?.startsWith('is-killed')) {
        kill()
        throw new Error('killed')
      }
      observe?.(`${name} ${String(given[0])}`)
      return met === undefined ? result : { kind: 'failed', reason: 'no space is left' }
    }
  const { files } = system
  return {
    operations,
    death,
    system: {
      clock: system.clock,
      run: async (command) => {
        if (isDead) return asleep()
        const name = [command.program, ...command.arguments].join(' ')
        const { does, met } = meet(name)
        if (met === 'is-killed-during') {
          void system.run(command)
          kill()
          return asleep()
        }
        const result = does ? await system.run(command) : undefined
        if (met?.startsWith('is-killed')) {
          kill()
          return asleep()
        }
        observe?.(name)
        if (result && met === undefined) return result
        const timedOut = met === 'hangs'
        return { code: timedOut ? 137 : 139, stdout: '', stderr: 'it crashed', timedOut }
      },
      files: {
        read: files.read,
        list: files.list,
        write: file('write', files.write),
        set: file('set', files.set),
        makeFolder: file('make', files.makeFolder),
        remove: file('remove', files.remove),
        rename: file('rename', files.rename),
        lock: async (path, seconds) => {
          if (isDead) return asleep()
          const { does, met } = meet(`lock ${path}`)
          const result = does ? await files.lock(path, seconds) : undefined
          if (met?.startsWith('is-killed')) {
            kill()
            return asleep()
          }
          observe?.(`lock ${path}`)
          return result && met === undefined ? result : { kind: 'busy' }
        },
      },
    },
  }
}
