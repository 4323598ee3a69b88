import { twoClients } from '../../kernel/lab/topology.ts'
import type { Stage } from '../stage.ts'
import { sendByUplink } from '../stage.ts'
import { sounds, watch } from '../tap/window.ts'
import type { Claim, Shown } from './claim.ts'
import { without } from './claim.ts'
import { differences, scan } from './scan.ts'
import { casesOf, sendCases } from './send.ts'

/** Tor's listeners, as a client finds them at the address that it knows the gateway by. */
const open = ['tcp 9049 syn,ack', 'tcp 9050 syn,ack', 'udp 53']

/** Any address is a name server to a client. */
const nameServer = ['udp 53']

/** An answer that nobody may give is wrong; one that does not come may come late. */
const compared = (target: string, answers: readonly string[], expected: readonly string[]) => {
  const { surplus, lacking } = differences(target, answers, expected)
  return { findings: surplus, unserved: lacking }
}

const together = (all: readonly Shown[]): Shown => ({
  tried: all.reduce((sum, one) => sum + one.tried, 0),
  findings: all.flatMap((one) => one.findings),
  unserved: all.flatMap((one) => one.unserved ?? []),
})

const fromClient = async (stage: Stage): Promise<Shown> => {
  const [client] = stage.clients
  const [one] = twoClients(stage.topology)
  const place = {
    interface: one.interface.name,
    mac: one.host.mac,
    routerMac: one.interface.mac,
    address: one.host.address,
  }
  const found = async (target: string, expected: readonly string[]): Promise<Shown> => {
    const { tried, answers } = await scan(stage, {
      place,
      target,
      tap: client.tap,
      send: client.inject,
    })
    return { tried, ...compared(target, answers, expected) }
  }
  return together([
    await found(one.interface.gateway, open),
    await found(stage.topology.uplink.address, nameServer),
  ])
}

/** What the uplink finds open at each of the gateway's addresses; the rules open ports, not addresses. */
export const fromUplink = async (stage: Stage, expected: readonly string[]): Promise<Shown> => {
  const { uplink, clients } = stage.topology
  const place = {
    interface: uplink.name,
    mac: uplink.nextHop.mac,
    routerMac: uplink.mac,
    address: uplink.nextHop.address,
  }
  const found = async (target: string, wanted: readonly string[]): Promise<Shown> => {
    const send = (frames: readonly Buffer[]) => sendByUplink(stage, frames)
    const { tried, answers } = await scan(stage, { place, target, tap: stage.uplink, send })
    return { tried, ...compared(target, answers, wanted) }
  }
  return together([
    await found(uplink.address, expected),
    await found(uplink.publicAddress, expected),
    await found(clients[0]?.gateway ?? '', expected),
  ])
}

const openInput = `insert rule inet qubes_tor_fw deliver meta mark set 7630706 accept\n${without('leave')}`

export const gatewayClosed: readonly Claim[] = [
  {
    of: 'gateway-closed',
    says: "a scan of all TCP and UDP ports from a client finds Tor's listeners at the client-facing address, and nothing else",
    show: fromClient,
    broken: {
      how: 'a client may reach whatever listens',
      finds: /^10\.137\.0\.1 answers: /,
      nft: `${openInput}\n${without('entry_client')}\nflush chain inet qubes_tor_fw translate_client`,
    },
  },
  {
    of: 'gateway-closed',
    says: "a scan of all TCP and UDP ports from the uplink finds nothing, at any of the gateway's addresses",
    show: (stage) => fromUplink(stage, []),
    broken: {
      how: 'the uplink may reach whatever listens',
      finds: /^192\.168\.9\.1 answers: /,
      nft: openInput,
    },
  },
  {
    of: 'gateway-closed',
    says: 'what comes by the uplink, as itself, as a client or as the gateway, is not answered, and no client hears of it',
    show: async (stage) => {
      const cases = casesOf(stage, (_, one) => one.sender.kind === 'uplink')
      let tried = 0
      const seen = await watch(stage, async () => {
        tried = await sendCases(stage, cases)
      })
      return { tried, findings: sounds(seen) }
    },
    broken: {
      how: 'the uplink may reach whatever listens',
      finds: /^uplink: tcp 10\.137\.0\.1:\d+ > .* flags rst/,
      nft: openInput,
    },
  },
]
