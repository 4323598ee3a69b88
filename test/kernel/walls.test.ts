/**
 * Goal: each wall of what we emit is needed, and the lab would see it missing.
 * Method: take all rules of one intent (or of two that stand behind each other) out of the compiled ruleset, and see who
 * notices. Where another wall holds alone, nobody may notice, and the test says which that is.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Lab } from './lab/index.ts'
import { openLab } from './lab/index.ts'
import { backendsOf } from './lab/load-artefacts.ts'
import { gatewayOf, noticed, tryPolicy } from './lab/try-policy.ts'

let lab: Lab
beforeAll(async () => {
  lab = await openLab()
})
afterAll(async () => {
  await lab?.close()
})

/** Qubes 3, so that none of Qubes' own tables helps. */
const gateway = gatewayOf({ version: 1, environment: 'qubes-3' })
const [nft] = backendsOf(gateway.environment)

const without =
  (intents: readonly string[]) =>
  (text: string): string =>
    text
      .split('\n')
      .filter((line) => !intents.some((intent) => line.includes(`comment "${intent}`)))
      .join('\n')

const noticedWithout = async (...intents: readonly string[]): Promise<readonly string[]> => {
  if (!nft) throw new Error('qubes-3 has nft')
  const title = `without ${intents.join(' and ')}`
  return noticed(await tryPolicy({ lab, title, gateway, backend: nft, change: without(intents) }))
}

test.each([
  { wall: ['drop-ipv6'], by: ['ipv6 plain', 'a client interface appears later'] },
  { wall: ['drop-ip-options'], by: ['record route'] },
  { wall: ['drop-fragments'], by: ['tcp in fragments'] },
  { wall: ['drop-spoofed'], by: ['spoofed source'] },
  { wall: ['drop-untracked'], by: ['tcp mid-stream ack'] },
  { wall: ['block-local-networks'], by: ['tcp syn'] },
  { wall: ['keep-answers-inside', 'serve-uplink'], by: ['the client interface goes'] },
  { wall: ['close-gateway', 'drop-spoofed'], by: ["others write inside a client's flow"] },
  { wall: ['hide-gateway'], by: ['arp who-has'] },
])('without $wall, the lab notices', async ({ wall, by }) => {
  expect(await noticedWithout(...wall)).toEqual(expect.arrayContaining(by))
})

test.each([
  { wall: ['forward-nothing'], because: 'the forward chain drops by its policy too' },
  { wall: ['drop-udp'], because: 'drop-other-protocols stands behind it' },
  { wall: ['drop-icmp'], because: 'drop-other-protocols stands behind it' },
  {
    wall: ['drop-udp', 'drop-icmp', 'drop-other-protocols'],
    because: 'default-drop stands behind them',
  },
  { wall: ['default-drop'], because: 'drop-other-protocols stands before it, and policies behind' },
])('without $wall nobody notices: $because', async ({ wall }) => {
  expect(await noticedWithout(...wall)).toEqual([])
})
