import type { Client, Topology } from '../../kernel/lab/topology.ts'
import type { Network } from '../../kernel/lab/wire/index.ts'
import { describeFrame, readPacket } from '../../kernel/lab/wire/index.ts'
import { dirPort, orPort, relays } from '../world/addresses.ts'

const isTors = (network: Network, topology: Topology): boolean => {
  if (network.kind !== 'ipv4' || network.transport.kind !== 'tcp') return false
  const { source, destination } = network.header
  const { destinationPort } = network.transport.header
  return (
    source === topology.uplink.address &&
    relays.has(destination) &&
    (destinationPort === orPort || destinationPort === dirPort)
  )
}

/** ARP between the gateway and its next hop, each about its own address of that wire. */
const isNeighbours = (network: Network, topology: Topology): boolean => {
  if (network.kind !== 'arp') return false
  const { operation, senderAddress, targetAddress } = network.arp
  const { address, nextHop } = topology.uplink
  if (senderAddress !== address) return false
  return operation === 'reply' || targetAddress === nextHop.address
}

/**
 * The leak detector: what the gateway may send by the uplink is TCP from its own address there to a relay or an
 * authority, and ARP. Whatever else a frame is, and whatever it says, it is a leak, and comes back as text.
 */
export const wrongOnUplink = (frames: readonly Buffer[], topology: Topology): readonly string[] =>
  frames.flatMap((frame) => {
    const network = readPacket(frame)?.network
    const right = network && (isTors(network, topology) || isNeighbours(network, topology))
    return right ? [] : [`uplink: ${describeFrame(frame)}`]
  })

/** ARP about the client-facing address: the one thing that a client hears without having asked Tor. */
const isClientFacing = (network: Network, client: Client): boolean =>
  network.kind === 'arp' && network.arp.senderAddress === client.interface.gateway

/** What a client heard where silence was owed. */
export const heardBeside = (frames: readonly Buffer[], client: Client): readonly string[] =>
  frames.flatMap((frame) => {
    const network = readPacket(frame)?.network
    return network && isClientFacing(network, client)
      ? []
      : [`${client.interface.name}: ${describeFrame(frame)}`]
  })
