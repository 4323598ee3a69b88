import { createInterface } from 'node:readline'
import type { Client as Place } from '../../kernel/lab/topology.ts'
import type { Vxlan } from '../../kernel/lab/vxlan.ts'
import { limits } from '../limits.ts'
import type { Answer, RecordType } from '../servers/dns.ts'
import type { Tap } from '../tap/tap.ts'
import type { Namespace } from '../world/namespace.ts'
import type { Replies, Reply, Request } from './protocol.ts'

/** What one run of curl gave. */
export interface Fetched {
  readonly ok: boolean
  readonly body: string
  /** curl's exit code and complaint, for people. */
  readonly why: string
}

/** A client behind the gateway: its programs, its wire, and what it hears there. */
export interface Client {
  readonly place: Place
  readonly namespace: Namespace
  readonly tap: Tap
  /** How many seconds its programs wait for an answer. */
  patience: number
  curl(...args: readonly string[]): Promise<Fetched>
  dns(server: string, name: string, type: RecordType, milliseconds?: number): Promise<Answer | null>
  open(address: string, port: number, milliseconds?: number): Promise<number | null>
  exchange(connection: number, text: string, milliseconds?: number): Promise<string | null>
  close(connection: number): Promise<void>
  /** Puts whole frames on its wire, whatever they claim. */
  inject(frames: readonly Buffer[]): Promise<void>
}

/** Each request by its number, answered in any order. */
const startAgent = (namespace: Namespace, bundle: string) => {
  const child = namespace.spawn(process.execPath, [bundle])
  const waiting = new Map<number, (reply: Reply) => void>()
  let last = 0
  createInterface({ input: child.stdout }).on('line', (line) => {
    const reply: Reply = JSON.parse(line)
    waiting.get(reply.id)?.(reply)
    waiting.delete(reply.id)
  })
  child.stderr.resume()
  child.on('error', () => {})
  return <Kind extends Request['kind']>(request: Extract<Request, { kind: Kind }>) =>
    new Promise<Replies[Kind]>((resolve, reject) => {
      last += 1
      waiting.set(last, (reply) => {
        if (reply.ok) resolve(reply.value as Replies[Kind])
        else reject(new Error(`client: ${reply.error}`))
      })
      child.stdin.write(`${JSON.stringify({ id: last, request })}\n`)
    })
}

export const startClient = (given: {
  readonly place: Place
  readonly namespace: Namespace
  readonly tap: Tap
  readonly bundle: string
  readonly vxlan: Vxlan
  readonly network: number
}): Client => {
  const ask = startAgent(given.namespace, given.bundle)
  const patient = () => client.patience * 1000
  const client: Client = {
    patience: limits.fetchSeconds,
    place: given.place,
    namespace: given.namespace,
    tap: given.tap,
    curl: async (...args) => {
      const options = ['--silent', '--show-error', '--max-time', String(client.patience)]
      const { code, stdout, stderr } = await given.namespace.exec('curl', [...options, ...args])
      return { ok: code === 0, body: stdout, why: `curl ${code}: ${stderr.trim()}` }
    },
    dns: (server, name, type, milliseconds = patient()) =>
      ask<'dns'>({ kind: 'dns', server, name, type, milliseconds }),
    open: (address, port, milliseconds = patient()) =>
      ask<'open'>({ kind: 'open', address, port, milliseconds }),
    exchange: (connection, text, milliseconds = patient()) =>
      ask<'exchange'>({ kind: 'exchange', connection, text, milliseconds }),
    close: async (connection) => {
      await ask<'close'>({ kind: 'close', connection })
    },
    inject: (frames) =>
      given.vxlan.send(frames.map((frame) => ({ network: given.network, frame }))),
  }
  return client
}
