import { clientCommands, uplinkCommands } from '../../kernel/lab/build-commands.ts'
import type { ClientInterface } from '../../kernel/lab/topology.ts'
import type { World } from '../world/build.ts'
import { wireEnd } from '../world/build.ts'
import type { Namespace } from '../world/namespace.ts'

/** What our sysctls leave without IPv6 takes no address of it. */
const four = (commands: readonly string[]): readonly string[] =>
  commands.filter((command) => !/::|inet6/.test(command))

/** A tap shall see frames as they are on a wire, not the heaps in which the kernel hands them on. */
const wholeFrames = (device: string): readonly string[] => [
  `link set dev ${device} gso_max_size 1514`,
  `link set dev ${device} gso_max_segs 1`,
]

/** The wire with its device on the gateway, still down. */
const layWire = async (
  world: World,
  device: { readonly name: string; readonly mac: string },
  group: number,
  there: Namespace,
): Promise<void> => {
  await world.gateway.ip([
    `link add ${device.name} address ${device.mac} group ${group} type veth peer name ${wireEnd} netns ${there.name}`,
  ])
  await world.gateway.ip(wholeFrames(device.name))
  await there.ip([...wholeFrames(wireEnd), ...wholeFrames('bridge0')])
  await there.ip([`link set ${wireEnd} master bridge0 up`])
}

/** Before the boot: the machine has its uplink's device, and nothing has touched it. */
export const layUplink = (world: World): Promise<void> =>
  layWire(world, world.topology.uplink, world.topology.uplinkGroup, world.upstream)

/** As the system's network scripts do, once the firewall is there. */
export const raiseUplink = async (world: World): Promise<void> => {
  const { uplink } = world.topology
  await world.gateway.ip([`link set ${uplink.name} up`, ...four(uplinkCommands(uplink))])
}

export const clientInterface = (world: World, index: number): ClientInterface => {
  const found = world.topology.clients[index]
  if (!found) throw new Error(`no client ${index}`)
  return found
}

/** As vif-route-qubes does when a client starts: the device, its group, the gateway's address, a route. */
export const plugClient = async (world: World, index: 0 | 1): Promise<void> => {
  const device = clientInterface(world, index)
  await layWire(world, device, world.topology.clientGroup, world.clients[index])
  await world.gateway.ip([`link set ${device.name} up`, ...four(clientCommands(device))])
}

/** IPv6 as a gateway would have it that nobody told not to: addresses and routes of a client's interface. */
export const speakIpv6 = async (world: World, index: 0 | 1): Promise<void> => {
  const commands = clientCommands(clientInterface(world, index))
  await world.gateway.ip(commands.filter((command) => /::/.test(command)))
}

/** Where a client's device is while the client is off. */
const away = 'upstream'

/**
 * As when a client powers off: to the gateway its device is gone, with its addresses and routes, and conntrack is purged
 * as vif-route-qubes does. The wire itself stays, and the tap on it.
 */
export const unplugClient = async (world: World, index: 0 | 1): Promise<void> => {
  const { name, hosts } = clientInterface(world, index)
  await world.gateway.ip([`link set ${name} netns ${away}`])
  for (const { address } of hosts)
    for (const side of ['-s', '-d']) await world.gateway.exec('conntrack', ['-D', side, address])
}

/** And when it starts again. */
export const replugClient = async (world: World, index: 0 | 1): Promise<void> => {
  const device = clientInterface(world, index)
  await world.upstream.ip([`link set ${device.name} netns ${world.gateway.name}`])
  await world.gateway.ip([
    `link set ${device.name} address ${device.mac} group ${world.topology.clientGroup} up`,
    ...four(clientCommands(device)),
  ])
}
