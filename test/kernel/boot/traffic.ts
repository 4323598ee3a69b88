import { setTimeout as sleep } from 'node:timers/promises'
import type { Router } from '../lab/index.ts'
import { dnsQuery, tagOf } from '../lab/scenario/index.ts'
import { clientEnds, datagramFrame, packetFrame, serverEnds } from '../lab/stories/ends.ts'
import { segmentFrame } from '../lab/stories/stream.ts'
import { twoClients } from '../lab/topology.ts'
import { echo, icmp, ipv4, protocolNumber } from '../lab/wire/index.ts'

/** Somebody beyond the uplink who writes to clients; nobody answers in this name. */
export const stranger = '45.33.32.99'

/** What comes in at once: a client's packets of several kinds, and a stranger's to that client. */
const frames = (router: Router, round: number) => {
  const [client] = twoClients(router.topology)
  const port = 20_000 + (round % 20_000)
  const inner = client.host.address
  const web = clientEnds(client, port, '93.184.216.34', 443)
  const dns = clientEnds(client, port, '8.8.8.8', 53)
  const out = { source: inner, destination: '8.8.8.8' }
  const text = dnsQuery(tagOf(1))
  const ping = ipv4(
    { source: inner, destination: '8.8.8.8', protocol: protocolNumber.icmp },
    icmp({ type: 8, rest: echo(port) }, Buffer.from('in clear')),
  )
  const back = serverEnds(router.topology, stranger, 53)
  return [
    {
      interface: web.interface,
      frames: [
        segmentFrame(web, { flags: ['syn'], sequence: 1, acknowledgement: 0 }),
        segmentFrame(web, { flags: ['ack'], sequence: 2, acknowledgement: 2 }, 'in clear'),
        datagramFrame(dns, out, port, 53, text),
        datagramFrame(dns, out, port, 443, text),
        packetFrame(dns, ping),
      ],
    },
    {
      interface: back.interface,
      frames: [datagramFrame(back, { source: stranger, destination: inner }, 53, port, text)],
    },
  ]
}

/** Sends all the time, until it is told to stop; says then how many rounds there were. */
export const streamOf = (router: Router): (() => Promise<number>) => {
  let isOn = true
  const sending = (async () => {
    let round = 0
    while (isOn) {
      await router.inject(frames(router, round))
      round += 1
      await sleep(3)
    }
    return round
  })()
  return () => {
    isOn = false
    return sending
  }
}
