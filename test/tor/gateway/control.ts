import type { Socket } from 'node:net'
import { connect } from 'node:net'
import { limits } from '../limits.ts'
import { controlSocket } from './torrc.ts'

/** One answer of tor's control protocol (control-spec, section 2.3): its lines without their codes. */
type Lines = readonly string[]

const openSocket = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect(controlSocket, () => resolve(socket))
    socket.once('error', reject)
  })

const endOfAnswer = /^\d{3} /

/** Asks tor one thing on a connection of its own. An error of tor's is an error here. */
export const askTor = async (command: string): Promise<Lines> => {
  const socket = await openSocket()
  socket.setTimeout(limits.controlMilliseconds, () => socket.destroy(new Error('tor is silent')))
  try {
    socket.write('AUTHENTICATE\r\n')
    socket.write(`${command}\r\n`)
    return await readAnswer(socket)
  } finally {
    socket.destroy()
  }
}

const readAnswer = async (socket: Socket): Promise<Lines> => {
  let text = ''
  let answers = 0
  const lines: string[] = []
  for await (const chunk of socket) {
    text += String(chunk)
    for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 2)
      if (answers > 0) lines.push(line)
      if (!endOfAnswer.test(line)) continue
      answers += 1
      if (!line.startsWith('250')) throw new Error(`tor: ${line}`)
      if (answers === 2) return lines.map((each) => each.replace(/^\d{3}[-+ ]/, ''))
    }
  }
  throw new Error('tor ended the connection')
}

/** One circuit that is built, with what tor isolates its streams by (control-spec, CIRC). */
export interface Circuit {
  readonly id: string
  readonly purpose: string
  readonly path: string
}

/** What `GETINFO key` says, line by line. */
export const getInfo = async (key: string): Promise<readonly string[]> => {
  const lines = await askTor(`GETINFO ${key}`)
  return lines
    .map((line) => (line.startsWith(`${key}=`) ? line.slice(key.length + 1) : line))
    .filter((line) => line !== '' && line !== '.' && line !== 'OK')
}

export const bootstrapped = async (): Promise<boolean> => {
  const [phase = ''] = await getInfo('status/bootstrap-phase').catch(() => [])
  return phase.includes('PROGRESS=100')
}
