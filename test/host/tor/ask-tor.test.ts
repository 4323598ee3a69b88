import { describe, expect, it } from 'vitest'
import { replyReader } from '../../../src/host/tor/control/channel.ts'
import { askTor } from '../../../src/host/tor/index.ts'
import type { FakeTor } from './fake-tor.ts'
import { access, withFakeTor } from './fake-tor.ts'

const ask = (behaviour: Partial<FakeTor>) =>
  withFakeTor(behaviour, async (path, heard) => ({ state: await askTor(access, path), heard }))

describe('Tor that answers', () => {
  it('tells how far it is and how many circuits it has', async () => {
    const { state } = await ask({})
    expect(state).toEqual({
      kind: 'answers',
      version: '0.4.8.1',
      bootstrap: { percent: 100, tag: 'done', summary: 'In "words"', warning: '' },
      isEstablished: true,
      circuits: { built: 2, building: 1 },
    })
  })

  it('may have no circuit yet', async () => {
    const { state } = await ask({ percent: 10, circuits: [] })
    expect(state).toMatchObject({
      bootstrap: { percent: 10, tag: 'conn' },
      isEstablished: false,
      circuits: { built: 0, building: 0 },
    })
  })

  it('may trust whoever reaches its socket', async () => {
    const { state, heard } = await ask({ methods: 'NULL' })
    expect(state.kind).toBe('answers')
    expect(heard).toContain('AUTHENTICATE')
  })
})

describe('what answers in place of Tor', () => {
  it('is never told the cookie', async () => {
    const { state, heard } = await ask({ knowsCookie: false })
    expect(state).toEqual({
      kind: 'silent',
      why: 'it does not know its own cookie: it is not the Tor that wrote it',
    })
    expect(heard.some((line) => line.startsWith('AUTHENTICATE'))).toBe(false)
  })

  it.each([31, 33, 0, 4096])('gets nothing of a file of %i bytes that it names', async (bytes) => {
    const { state, heard } = await ask({ cookieBytes: bytes })
    expect(state).toEqual({ kind: 'silent', why: 'what it names as its cookie is none' })
    expect(heard).toEqual(['PROTOCOLINFO 1'])
  })

  it('is not given a cookie in clear where it asks for that', async () => {
    const { state } = await ask({ methods: 'COOKIE' })
    expect(state.kind).toBe('silent')
  })

  it.each<[string, Partial<FakeTor>]>([
    ['wants a password', { methods: 'HASHEDPASSWORD' }],
    ['refuses', { instead: { GETINFO: '552 Unrecognized key' } }],
    ['says nothing of its progress', { instead: { GETINFO: '250 OK' } }],
    ['claims 101 percent', { percent: 101 }],
    ['speaks HTTP', { instead: { PROTOCOLINFO: 'HTTP/1.1 400 Bad Request' } }],
    ['speaks twice', { instead: { PROTOCOLINFO: '250 OK\r\n250 OK' } }],
    ['never ends its line', { instead: { PROTOCOLINFO: `250-${'a'.repeat(200_000)}` } }],
    ['never ends its data', { instead: { GETINFO: `250+x=\r\n${'y\r\n'.repeat(10_000)}` } }],
  ])('is silent where it %s', async (_, behaviour) => {
    expect((await ask(behaviour)).state.kind).toBe('silent')
  })

  it('is not waited for without end', async () => {
    const { state } = await ask({ instead: { AUTHCHALLENGE: '250-AUTHCHALLENGE' } })
    expect(state).toEqual({ kind: 'silent', why: 'it does not answer' })
  })
})

it('says so where there is no socket', async () => {
  expect(await askTor(access, '/nowhere/socket')).toEqual({
    kind: 'silent',
    why: 'there is no such socket',
  })
})

it('reads replies alike in whatever pieces they come', () => {
  const text = '250+a=\r\none\r\n..two\r\n.\r\n250 OK\r\n650 EVENT\r\n'
  const whole = replyReader()(text)
  const reader = replyReader()
  const pieces = [...text].flatMap((character) => reader(character).replies)
  expect(pieces).toEqual(whole.replies)
  expect(whole.replies).toEqual([
    {
      status: 250,
      lines: [
        { text: 'a=', data: ['one', '.two'] },
        { text: 'OK', data: [] },
      ],
    },
    { status: 650, lines: [{ text: 'EVENT', data: [] }] },
  ])
})
