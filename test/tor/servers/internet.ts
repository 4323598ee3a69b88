/**
 * Runs in the internet's namespace, on every address there: web, TLS, SSH's banner, echo, a name server, and a stand-in
 * for check.torproject.org that answers with the address it was asked from. It tells of every contact by one line of JSON.
 * Arguments: the files of a TLS key and of its certificate.
 */
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer as createWeb } from 'node:http'
import { createServer as createTlsWeb } from 'node:https'
import type { Server, Socket } from 'node:net'
import { createServer } from 'node:net'
import { echoPort, resolver, sshPort, tlsPort, webPort } from '../world/addresses.ts'
import type { Contact } from './contact.ts'
import { sshBanner } from './contact.ts'
import { answer, readQuestion, recordType } from './dns.ts'
import { names, slowMilliseconds, slowPrefix } from './names.ts'

const tell = (contact: Contact): void => {
  process.stdout.write(`${JSON.stringify(contact)}\n`)
}

const tellOf = (service: Contact['service'], socket: Socket): void =>
  tell({
    service,
    from: socket.remoteAddress ?? '',
    to: socket.localAddress ?? '',
    port: socket.localPort ?? 0,
  })

const chunk = Buffer.alloc(64 * 1024, 'qubes-tor-fw ')

/** `/bytes/N` is N bytes; anything else says who asked whom. */
const serve = (request: IncomingMessage, response: ServerResponse): void => {
  const wanted = Number(/^\/bytes\/(\d+)$/.exec(request.url ?? '')?.[1] ?? 0)
  if (wanted === 0) {
    const { remoteAddress, localAddress } = request.socket
    response.end(`${JSON.stringify({ from: remoteAddress, to: localAddress })}\n`)
    return
  }
  let left = wanted
  response.setHeader('content-length', wanted)
  const more = (): void => {
    while (left > 0) {
      const part = chunk.subarray(0, Math.min(left, chunk.length))
      left -= part.length
      if (!response.write(part)) {
        response.once('drain', more)
        return
      }
    }
    response.end()
  }
  more()
}

const listen = (server: Server, port: number, service: Contact['service']): Promise<void> => {
  server.on('connection', (socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    tellOf(service, socket)
  })
  return new Promise((resolve, reject) => {
    server.on('error', reject)
    server.listen({ port, host: '0.0.0.0', backlog: 4096 }, resolve)
  })
}

const answerNames = (): Promise<void> => {
  const socket = createSocket('udp4')
  socket.on('message', (message, peer) => {
    tell({ service: 'dns', from: peer.address, to: resolver, port: 53 })
    const asked = readQuestion(message)
    const known = names[asked.name.toLowerCase()]
    const type = Object.entries(recordType).find(([, number]) => number === asked.type)?.[0]
    const record = known?.[type as keyof typeof recordType]
    const reply = answer(asked, known ? 0 : 3, record ? [record] : [])
    const delay = asked.name.startsWith(slowPrefix) ? slowMilliseconds : 0
    setTimeout(() => socket.send(reply, peer.port, peer.address), delay)
  })
  return new Promise((resolve) => socket.bind(53, resolver, resolve))
}

const [key = '', certificate = ''] = process.argv.slice(2)
await Promise.all([
  listen(createWeb(serve), webPort, 'web'),
  listen(
    createTlsWeb({ key: readFileSync(key), cert: readFileSync(certificate) }, serve),
    tlsPort,
    'tls',
  ),
  listen(
    createServer((socket) => socket.end(sshBanner)),
    sshPort,
    'ssh',
  ),
  listen(
    createServer((socket) => socket.pipe(socket)),
    echoPort,
    'echo',
  ),
  answerNames(),
])
process.stdout.write('"ready"\n')
process.stdin.on('end', () => process.exit(0)).resume()
