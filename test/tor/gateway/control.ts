import { readFile } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '../limits.ts'
import { controlCookie, controlSocket } from './torrc.ts'

/** One answer of tor's control protocol (control-spec, section 2.3): its lines without their codes. */
type Lines = readonly string[]

const openSocket = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(controlSocket, () => resolve(socket))
    socket.once('error', reject)
  })

/** Takes one line in after the other; true where it ends an answer. Lines of a data block end nothing, whatever they say. */
const answerReader = (lines: string[]) => {
  let inData = false
  return (line: string): boolean => {
    if (inData) {
      inData = line !== '.'
      if (inData) lines.push(line)
      return false
    }
    const [, code = '', mark = '', rest = ''] = /^(\d{3})([ +-])(.*)$/.exec(line) ?? []
    if (code !== '250') throw new Error(`tor: ${line}`)
    inData = mark === '+'
    lines.push(rest)
    return mark === ' '
  }
}

/** Both answers: that we may ask, and to what we ask. */
const readAnswers = async (socket: Socket): Promise<Lines> => {
  const lines: string[] = []
  const take = answerReader(lines)
  let text = ''
  let answers = 0
  for await (const chunk of socket) {
    text += String(chunk)
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const ends = take(text.slice(0, end))
      text = text.slice(end + 2)
      if (ends) answers += 1
      if (answers === 2) return lines.slice(1)
    }
  }
  throw new Error('tor ended the connection')
}

/** Asks tor one thing on a connection of its own. An error of tor's is an error here. */
export const askTor = async (command: string): Promise<Lines> => {
  const socket = await openSocket()
  socket.setTimeout(limits.controlMilliseconds, () => socket.destroy(new Error('tor is silent')))
  try {
    const cookie = await readFile(controlCookie)
    socket.write(`AUTHENTICATE ${cookie.toString('hex')}\r\n`)
    socket.write(`${command}\r\n`)
    return await readAnswers(socket)
  } finally {
    socket.destroy()
  }
}

/** What `GETINFO key` says, line by line. */
export const getInfo = async (key: string): Promise<readonly string[]> => {
  const lines = await askTor(`GETINFO ${key}`)
  return lines
    .map((line) => (line.startsWith(`${key}=`) ? line.slice(key.length + 1) : line))
    .filter((line) => line !== '' && line !== 'OK')
}

/** The circuits of all streams that are open, by `address:port` of what they go to (control-spec, GETINFO stream-status). */
export const circuitsByTarget = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
  const found = new Map<string, string[]>()
  for (const line of await getInfo('stream-status')) {
    const [, state, circuit = '', target = ''] = line.split(' ')
    if (state === 'SUCCEEDED') found.set(target, [...(found.get(target) ?? []), circuit])
  }
  return found
}

export const bootstrapped = async (): Promise<boolean> => {
  const [phase = ''] = await getInfo('status/bootstrap-phase').catch(() => [])
  return phase.includes('PROGRESS=100')
}

/** Waits until exactly these ports are SOCKS ports: a reload closes and opens listeners some time after it was asked to. */
export const listeningOn = async (ports: readonly number[]): Promise<void> => {
  const end = performance.now() + limits.controlMilliseconds
  for (;;) {
    const [line = ''] = await getInfo('net/listeners/socks').catch(() => ['?'])
    const open = [...line.matchAll(/:(\d+)"/g)].map(([, port]) => Number(port))
    if (open.length === ports.length && ports.every((port) => open.includes(port))) return
    if (performance.now() > end) throw new Error(`tor listens on ${line}`)
    await sleep(limits.pollMilliseconds)
  }
}

/** Waits until the ports are open that the default policy has. */
export const listening = (): Promise<void> => listeningOn([9050, 9049])
