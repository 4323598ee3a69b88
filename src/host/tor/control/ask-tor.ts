import { randomBytes } from 'node:crypto'
import type { SystemFiles } from '../../system/index.ts'
import type { Channel, OpenChannel } from './channel.ts'
import { TalkError } from './channel.ts'
import { controlLimits } from './limits.ts'
import type { Reply } from './reply.ts'
import { clientHash, isCookie, parseBytes, serverKnows } from './safe-cookie.ts'
import { wordsOf } from './words.ts'

/** What Tor says of itself. Texts are Tor's own, and to be made visible before they are shown. */
export type TorState =
  | {
      readonly kind: 'answers'
      readonly version: string
      readonly bootstrap: Bootstrap
      /** Whether Tor believes that it can build circuits now. */
      readonly isEstablished: boolean
      readonly circuits: Circuits
    }
  | { readonly kind: 'silent'; readonly why: string }

/** How far Tor is on its way into the network. */
export interface Bootstrap {
  /** From 0 to 100. */
  readonly percent: number
  /** `done`, `conn`, `handshake`, ... */
  readonly tag: string
  readonly summary: string
  /** What holds it up, empty where nothing does. */
  readonly warning: string
}

export interface Circuits {
  readonly built: number
  /** Launched, extending, or waiting for a guard. */
  readonly building: number
}

export interface TorAccess {
  readonly open: OpenChannel
  readonly files: Pick<SystemFiles, 'read'>
}

/**
 * Asks Tor how it is, by its control socket. It authenticates and reads, and sets nothing. What answers there is
 * trusted with nothing: it can say whatever it likes of itself, and is not told the cookie.
 */
export const askTor = async (access: TorAccess, path: string): Promise<TorState> => {
  let channel: Channel | undefined
  try {
    channel = await access.open(path)
    await authenticate(channel, access)
    return await readState(channel)
  } catch (error) {
    if (!(error instanceof TalkError)) throw error
    return { kind: 'silent', why: error.message }
  } finally {
    channel?.close()
  }
}

const expect = (reply: Reply, what: string): Reply => {
  if (reply.status === 250) return reply
  throw new TalkError(`it refuses ${what} with ${reply.status}`)
}

const authenticate = async (channel: Channel, { files }: TorAccess): Promise<void> => {
  const info = expect(await channel.ask('PROTOCOLINFO 1'), 'to say how to authenticate')
  const auth = wordsOf(info.lines.find(({ text }) => text.startsWith('AUTH '))?.text ?? '')
  const methods = (auth.get('METHODS') ?? '').split(',')
  if (methods.includes('NULL')) {
    expect(await channel.ask('AUTHENTICATE'), 'whoever reaches the socket')
    return
  }
  const cookieFile = auth.get('COOKIEFILE')
  if (!methods.includes('SAFECOOKIE') || cookieFile === undefined)
    throw new TalkError('it wants a password, or another proof that we do not have')
  const answer = await prove(channel, readCookie(files, cookieFile))
  expect(await channel.ask(`AUTHENTICATE ${answer}`), 'the cookie')
}

const readCookie = (files: Pick<SystemFiles, 'read'>, path: string): Uint8Array => {
  const reading = path.startsWith('/') ? files.read(path) : undefined
  if (reading?.kind !== 'read') throw new TalkError('its cookie cannot be read')
  if (!isCookie(reading.bytes)) throw new TalkError('what it names as its cookie is none')
  return reading.bytes
}

const prove = async (channel: Channel, cookie: Uint8Array): Promise<string> => {
  const clientNonce = randomBytes(32)
  const reply = expect(
    await channel.ask(`AUTHCHALLENGE SAFECOOKIE ${clientNonce.toString('hex')}`),
    'to be challenged',
  )
  const words = wordsOf(reply.lines[0]?.text ?? '')
  const serverHash = parseBytes(words.get('SERVERHASH'))
  const serverNonce = parseBytes(words.get('SERVERNONCE'))
  if (!serverHash || !serverNonce) throw new TalkError('its challenge makes no sense')
  const challenge = { cookie, clientNonce, serverNonce }
  if (!serverKnows(challenge, serverHash))
    throw new TalkError('it does not know its own cookie: it is not the Tor that wrote it')
  return clientHash(challenge)
}

const questions = [
  'version',
  'status/bootstrap-phase',
  'status/circuit-established',
  'circuit-status',
]

const readState = async (channel: Channel): Promise<TorState> => {
  const { lines } = expect(await channel.ask(`GETINFO ${questions.join(' ')}`), 'to tell its state')
  const line = (key: string) => lines.find(({ text }) => text.startsWith(`${key}=`))
  const value = (key: string): string => line(key)?.text.slice(key.length + 1) ?? ''
  const circuits = line('circuit-status')
  const first = value('circuit-status')
  return {
    kind: 'answers',
    version: value('version'),
    bootstrap: bootstrapOf(value('status/bootstrap-phase')),
    isEstablished: value('status/circuit-established') === '1',
    circuits: circuitsOf([...(first === '' ? [] : [first]), ...(circuits?.data ?? [])]),
  }
}

/** `NOTICE BOOTSTRAP PROGRESS=100 TAG=done SUMMARY="Done"` (control-spec, section 3.9, status/bootstrap-phase). */
export const bootstrapOf = (phase: string): Bootstrap => {
  const words = wordsOf(phase)
  const percent = words.get('PROGRESS') ?? ''
  if (!/^[0-9]{1,3}$/.test(percent) || Number(percent) > 100)
    throw new TalkError('it does not say how far it is')
  return {
    percent: Number(percent),
    tag: words.get('TAG') ?? '',
    summary: words.get('SUMMARY') ?? '',
    warning: words.get('WARNING') ?? '',
  }
}

/** `7 BUILT $FINGERPRINT~nickname,... PURPOSE=GENERAL ...`, one a line. Only how many there are is told. */
export const circuitsOf = (lines: readonly string[]): Circuits => {
  const states = lines
    .slice(0, controlLimits.circuits)
    .map((line) => /^[0-9]+ ([A-Z_]+)/.exec(line)?.[1])
  const count = (...wanted: readonly string[]): number =>
    states.filter((state) => state !== undefined && wanted.includes(state)).length
  return {
    built: count('BUILT'),
    building: count('LAUNCHED', 'EXTENDED', 'GUARD_WAIT'),
  }
}
