import { createHmac, randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Socket } from 'node:net'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TorAccess } from '../../../src/host/tor/index.ts'
import { openSocket } from '../../../src/host/tor/index.ts'

/** How the other side behaves. */
export interface FakeTor {
  readonly methods: string
  readonly percent: number
  readonly circuits: readonly string[]
  /** What it says in place of each answer whose question begins so. */
  readonly instead: Readonly<Record<string, string>>
  /** Whether it knows what stands in the cookie's file. */
  readonly knowsCookie: boolean
  /** Bytes of the cookie's file. */
  readonly cookieBytes: number
}

const usual: FakeTor = {
  methods: 'COOKIE,SAFECOOKIE',
  percent: 100,
  circuits: ['1 BUILT $AA~a PURPOSE=GENERAL', '2 BUILT', '3 EXTENDED $AA~a', '4 FAILED'],
  instead: {},
  knowsCookie: true,
  cookieBytes: 32,
}

/** A control socket of our own in a folder of its own. `heard`: all that it was sent. */
export const withFakeTor = async <Result>(
  behaviour: Partial<FakeTor>,
  use: (path: string, heard: readonly string[]) => Promise<Result>,
): Promise<Result> => {
  const tor = { ...usual, ...behaviour }
  const folder = mkdtempSync(join(tmpdir(), 'fake-tor-'))
  const cookie = randomBytes(tor.cookieBytes)
  writeFileSync(join(folder, 'cookie'), cookie)
  const heard: string[] = []
  const server = createServer((socket) => serve(socket, tor, { folder, cookie, heard }))
  const path = join(folder, 'socket')
  await new Promise<void>((resolve) => server.listen(path, resolve))
  try {
    return await use(path, heard)
  } finally {
    server.close()
    rmSync(folder, { recursive: true })
  }
}

interface Served {
  readonly folder: string
  readonly cookie: Buffer
  readonly heard: string[]
}

const serve = (socket: Socket, tor: FakeTor, { folder, cookie, heard }: Served): void => {
  let mayAsk = false
  let expected = ''
  const answer = (line: string): string => {
    const other = Object.entries(tor.instead).find(([question]) => line.startsWith(question))
    if (other) return other[1]
    const [word] = line.split(' ')
    switch (word) {
      case 'PROTOCOLINFO':
        return [
          '250-PROTOCOLINFO 1',
          `250-AUTH METHODS=${tor.methods} COOKIEFILE="${folder}/cookie"`,
          '250-VERSION Tor="0.4.8.1"',
          '250 OK',
        ].join('\r\n')
      case 'AUTHCHALLENGE': {
        const client = Buffer.from(line.split(' ')[2] ?? '', 'hex')
        const server = randomBytes(32)
        const key = tor.knowsCookie ? cookie : randomBytes(32)
        const of = (whose: string) =>
          createHmac('sha256', `Tor safe cookie authentication ${whose} hash`)
            .update(key)
            .update(client)
            .update(server)
            .digest('hex')
        expected = of('controller-to-server').toUpperCase()
        const serverHash = of('server-to-controller').toUpperCase()
        return `250 AUTHCHALLENGE SERVERHASH=${serverHash} SERVERNONCE=${server.toString('hex')}`
      }
      case 'AUTHENTICATE':
        mayAsk = tor.methods.includes('NULL') || line === `AUTHENTICATE ${expected}`
        return mayAsk ? '250 OK' : '515 Authentication failed'
      case 'GETINFO':
        return mayAsk ? state(tor) : '514 Authentication required.'
      default:
        return '510 Unrecognized command'
    }
  }
  let rest = ''
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    const lines = (rest + chunk.toString()).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      heard.push(line)
      // In two pieces, so that lines come cut.
      const said = `${answer(line)}\r\n`
      const half = Math.floor(said.length / 2)
      socket.write(said.slice(0, half))
      setImmediate(() => socket.write(said.slice(half)))
    }
  })
}

const state = ({ percent, circuits }: FakeTor): string =>
  [
    '250-version=0.4.8.1',
    `250-status/bootstrap-phase=NOTICE BOOTSTRAP PROGRESS=${percent} TAG=${percent === 100 ? 'done' : 'conn'} SUMMARY="In \\"words\\""`,
    `250-status/circuit-established=${percent === 100 ? 1 : 0}`,
    ...(circuits.length === 0
      ? ['250-circuit-status=']
      : ['250+circuit-status=', ...circuits, '.']),
    '250 OK',
  ].join('\r\n')

/** The files of this machine, and true sockets. */
export const access: TorAccess = {
  open: openSocket,
  files: {
    read: (path) => {
      try {
        const bytes = readFileSync(path)
        return { kind: 'read', bytes, text: bytes.toString() }
      } catch {
        return { kind: 'missing' }
      }
    },
  },
}
