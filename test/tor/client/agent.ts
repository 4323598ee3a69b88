/** Runs in a client's namespace, as its programs: asks names, holds connections. */
import { createSocket } from 'node:dgram'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { question, readAnswer, recordType } from '../servers/dns.ts'
import type { Replies, Reply, Request } from './protocol.ts'

const held: Socket[] = []

const ask = (request: Extract<Request, { kind: 'dns' }>): Promise<Replies['dns']> =>
  new Promise((resolve) => {
    const socket = createSocket('udp4')
    const id = Math.floor(Math.random() * 0xffff)
    const end = (value: Replies['dns']) => {
      clearTimeout(timer)
      socket.close()
      resolve(value)
    }
    const timer = setTimeout(() => end(null), request.milliseconds)
    // A connected socket hears only whom it asked: an answer from elsewhere is none.
    socket.connect(53, request.server, (error?: Error) => {
      if (error) return end(null)
      socket.on('error', () => {})
      socket.on('message', (message) => {
        const answer = readAnswer(message)
        if (answer.id === id) end(answer)
      })
      socket.send(question({ id, name: request.name, type: recordType[request.type] }), () => {})
    })
  })

const open = (request: Extract<Request, { kind: 'open' }>): Promise<Replies['open']> =>
  new Promise((resolve) => {
    const socket = connect({ host: request.address, port: request.port })
    const timer = setTimeout(() => {
      socket.destroy()
      resolve(null)
    }, request.milliseconds)
    socket.setNoDelay(true)
    socket.on('error', () => {
      clearTimeout(timer)
      resolve(null)
    })
    socket.on('connect', () => {
      clearTimeout(timer)
      resolve(held.push(socket) - 1)
    })
  })

const exchange = (request: Extract<Request, { kind: 'exchange' }>): Promise<Replies['exchange']> =>
  new Promise((resolve) => {
    const socket = held[request.connection]
    if (socket === undefined || socket.destroyed) return resolve(null)
    const end = (value: string | null) => {
      clearTimeout(timer)
      socket.off('data', take)
      resolve(value)
    }
    const take = (chunk: Buffer) => end(chunk.toString('latin1'))
    const timer = setTimeout(() => end(null), request.milliseconds)
    socket.once('data', take)
    if (request.text !== '') socket.write(request.text, 'latin1')
  })

const serve = async (request: Request): Promise<Replies[keyof Replies]> => {
  switch (request.kind) {
    case 'dns':
      return ask(request)
    case 'open':
      return open(request)
    case 'exchange':
      return exchange(request)
    case 'close':
      held[request.connection]?.destroy()
      return null
  }
}

const reply = (message: Reply): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const { id, request }: { id: number; request: Request } = JSON.parse(line)
  serve(request).then(
    (value) => reply({ id, ok: true, value }),
    (error: unknown) => reply({ id, ok: false, error: String(error) }),
  )
})
lines.on('close', () => process.exit(0))
