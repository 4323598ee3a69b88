/**
 * Runs inside the router's namespace, as one process of the gateway: listeners on Tor's ports and on ports
 * that no client may reach, connections of the gateway's own, and a reader of the kernel's counters.
 * It listens on every address: the firewall must be what keeps strangers out, not a lucky bind.
 */
import type { Socket as DatagramSocket } from 'node:dgram'
import { createSocket } from 'node:dgram'
import { readFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import type { Counters, Reply, Report, Request } from './agent-protocol.ts'

const reports: Report[] = []
const texts = new Map<Report, string>()
const accepted = new Set<Socket>()
const own = new Set<Socket>()
const held: (() => void)[] = []
let hold = false
let silent = false
const closers: (() => void)[] = []

const plain = (address: string | undefined): string => (address ?? '').replace(/^::ffff:/, '')

const note = (report: Report): Report => {
  reports.push(report)
  texts.set(report, report.text)
  return report
}

const listenTcp = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    // Who is silent does not answer the end of a connection by ending it.
    const server = createServer({ allowHalfOpen: silent }, (socket) => {
      accepted.add(socket)
      const report = note({
        protocol: 'tcp',
        port,
        address: plain(socket.localAddress),
        peerAddress: plain(socket.remoteAddress),
        peerPort: socket.remotePort ?? 0,
        text: '',
      })
      socket.setNoDelay(true)
      socket.on('data', (chunk) => {
        texts.set(report, (texts.get(report) ?? '') + chunk.toString('latin1'))
        if (!silent) socket.write(`answer:${chunk.toString('latin1')}`, 'latin1')
      })
      socket.on('error', () => accepted.delete(socket))
      socket.on('close', () => accepted.delete(socket))
    })
    server.on('error', reject)
    closers.push(() => server.close())
    server.listen({ port, host: '::', backlog: 16_384 }, resolve)
  })

const answerDatagram = (socket: DatagramSocket, text: Buffer, port: number, address: string) => {
  // A DNS message with its answer bit set; any other datagram comes back nearly as it was.
  const answer = Buffer.from(text)
  if (answer.length > 2) answer[2] = (answer[2] ?? 0) | 0x80
  socket.send(answer, port, address, () => {})
}

const listenUdp = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = createSocket({ type: 'udp6', recvBufferSize: 4 * 1024 * 1024 })
    socket.on('error', reject)
    socket.on('message', (text, peer) => {
      note({
        protocol: 'udp',
        port,
        address: '',
        peerAddress: plain(peer.address),
        peerPort: peer.port,
        text: text.toString('latin1'),
      })
      const answer = () => answerDatagram(socket, text, peer.port, peer.address)
      if (silent) return
      if (hold) held.push(answer)
      else answer()
    })
    closers.push(() => socket.close())
    socket.bind(port, '::', resolve)
  })

const readOptional = (path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const retransmitted = (): number => {
  const [names = [], values = []] = readOptional('/proc/net/snmp')
    .split('\n')
    .filter((line) => line.startsWith('Tcp:'))
    .map((line) => line.split(' '))
  return Number(values[names.indexOf('RetransSegs')] ?? 0)
}

const counters = (): Counters => {
  const interfaces = readOptional('/proc/net/dev')
    .split('\n')
    .slice(2)
    .flatMap((line) => {
      const [name, rest] = line.split(':')
      if (!name || !rest) return []
      const values = rest.trim().split(/\s+/).map(Number)
      const [, whole = 0, short = 0, unknown = 0, , , , , , sent = 0] = values
      return [{ name: name.trim(), received: whole + short, unknown, sent }]
    })
  const waiting = (text: string) => Number(/FRAG6?: inuse (\d+)/.exec(text)?.[1] ?? 0)
  return {
    interfaces,
    reassembling:
      waiting(readOptional('/proc/net/sockstat')) + waiting(readOptional('/proc/net/sockstat6')),
    retransmitted: retransmitted(),
    connected: [...own].filter((socket) => socket.readyState === 'open').length,
  }
}

const openOwn = (address: string, port: number, localPort: number): void => {
  const socket = connect({ host: address, port, localPort })
  socket.setNoDelay(true)
  socket.on('error', () => own.delete(socket))
  socket.on('close', () => own.delete(socket))
  own.add(socket)
}

const sendDatagram = (request: Extract<Request, { kind: 'send-datagram' }>): Promise<void> =>
  new Promise((resolve) => {
    const socket = createSocket(request.address.includes(':') ? 'udp6' : 'udp4')
    socket.on('error', () => resolve())
    socket.bind(request.localPort, () =>
      // An error is what a firewall on the way out gives the sender: the tap is the judge, not this process.
      socket.send(request.text, request.port, request.address, () => socket.close(() => resolve())),
    )
  })

const serve = async (request: Request): Promise<unknown> => {
  switch (request.kind) {
    case 'listen':
      await Promise.all([...request.tcp.map(listenTcp), ...request.udp.map(listenUdp)])
      return null
    case 'hold-datagrams':
      hold = request.hold
      return null
    case 'answer-held':
      for (const answer of held.splice(0)) answer()
      return null
    case 'write-accepted':
      for (const socket of accepted) socket.write(request.text, 'latin1')
      return accepted.size
    case 'close-accepted':
      for (const socket of accepted) socket.end()
      return accepted.size
    case 'connect':
      openOwn(request.address, request.port, request.localPort)
      return null
    case 'write-connected':
      for (const socket of own) socket.write(request.text, 'latin1')
      return own.size
    case 'close-connected':
      for (const socket of own) socket.end()
      return own.size
    case 'send-datagram':
      await sendDatagram(request)
      return null
    case 'be-silent':
      silent = true
      return null
    case 'stop-listening':
      for (const close of closers.splice(0)) close()
      for (const socket of accepted) socket.resetAndDestroy()
      return accepted.size
    case 'counters':
      return counters()
    case 'reports':
      return reports.map((report) => ({ ...report, text: texts.get(report) ?? '' }))
  }
}

const reply = (message: Reply): void => {
  process.stdout.write(`${JSON.stringify(message)}\n`)
}

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  const { id, request }: { id: number; request: Request } = JSON.parse(line)
  serve(request).then(
    (value) => reply({ id, ok: true, value: value ?? null }),
    (error: unknown) => reply({ id, ok: false, error: String(error) }),
  )
})
// The test went away: nobody is left to answer to.
lines.on('close', () => process.exit(0))
