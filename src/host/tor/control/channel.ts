import { createConnection } from 'node:net'
import { controlLimits } from './limits.ts'
import type { PartialReply, Reply } from './reply.ts'
import { emptyReply, takeLine } from './reply.ts'

/** A talk with Tor: one question at a time, each with its reply. */
export interface Channel {
  /** Sends one line and waits for the reply. Rejects with a `TalkError` where none comes. */
  readonly ask: (line: string) => Promise<Reply>
  readonly close: () => void
}

/** Opens a channel, or rejects with a `TalkError`. */
export type OpenChannel = (path: string) => Promise<Channel>

/** Why a talk came to nothing; told to people. */
export class TalkError extends Error {}

interface Waiting {
  readonly resolve: (reply: Reply) => void
  readonly reject: (error: TalkError) => void
}

/** A channel to the unix socket at `path`. It ends by itself after `controlLimits.milliseconds`. */
export const openSocket: OpenChannel = (path) =>
  new Promise((resolve, reject) => {
    const socket = createConnection({ path })
    const reader = replyReader()
    let waiting: Waiting | undefined
    let over: TalkError | undefined
    const end = (why: string) => {
      over ??= new TalkError(why)
      clearTimeout(timer)
      socket.destroy()
      reject(over)
      waiting?.reject(over)
      waiting = undefined
    }
    const timer = setTimeout(() => end('it does not answer'), controlLimits.milliseconds)
    socket.on('error', (error: NodeJS.ErrnoException) =>
      end(reasons[error.code ?? ''] ?? error.message),
    )
    socket.on('close', () => end('it hung up'))
    socket.on('data', (chunk: Buffer) => {
      const { replies, fault } = reader(chunk.toString('latin1'))
      for (const reply of replies) {
        const asked = waiting
        waiting = undefined
        // 650: an event, which nobody asked for.
        if (reply.status === 650) waiting = asked
        else if (asked) asked.resolve(reply)
        else end('it spoke without being asked')
      }
      if (fault !== null) end(fault)
    })
    const ask = (line: string): Promise<Reply> =>
      new Promise((resolveReply, rejectReply) => {
        if (over) return rejectReply(over)
        waiting = { resolve: resolveReply, reject: rejectReply }
        socket.write(`${line}\r\n`)
      })
    socket.on('connect', () => resolve({ ask, close: () => end('it was closed') }))
  })

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such socket',
  ECONNREFUSED: 'nobody listens there',
  EACCES: 'it is not for this user',
  ENOTSOCK: 'it is no socket',
}

export interface ReadReplies {
  readonly replies: readonly Reply[]
  /** What is wrong with what came, or null. */
  readonly fault: string | null
}

/** Takes text as it comes, in any pieces, and gives the replies that have become whole. */
export const replyReader = (): ((text: string) => ReadReplies) => {
  let rest = ''
  let total = 0
  let partial: PartialReply = emptyReply
  return (text) => {
    const replies: Reply[] = []
    const faulty = (fault: string): ReadReplies => ({ replies, fault })
    total += text.length
    if (total > controlLimits.bytes) return faulty('it says more than anybody asked for')
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > controlLimits.line) return faulty('a line does not end')
    for (const line of lines) {
      const step = takeLine(partial, line.replace(/\r$/, ''))
      if (step.kind === 'broken')
        return faulty(`it does not speak Tor's control protocol: ${step.why}`)
      partial = step.kind === 'more' ? step.partial : emptyReply
      if (step.kind === 'reply') replies.push(step.reply)
    }
    return { replies, fault: null }
  }
}
