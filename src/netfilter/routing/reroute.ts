import type { Passed, Passenger, Walk } from '../walk.ts'
import { dropsAt, noteKernel } from '../walk.ts'
import { routeOut } from './output.ts'

/**
 * `ip_route_me_harder`: what the gateway sends is routed again. Its source stays as it was chosen for the first
 * route, and the hook that is under way still shows the old interface.
 */
export const reroute = (walk: Walk, passenger: Passenger): Passed => {
  const { packet, mark } = passenger
  if (packet.family === 'arp') return passenger
  const route = routeOut(walk.environment, packet.family, packet, mark)
  if (route.kind === 'drop') return dropsAt(walk, 'no-route', 'output', route.text)
  if (route.interface !== passenger.output)
    noteKernel(walk, 'output', `routed again, by ${route.interface}`)
  return { ...passenger, output: route.interface, nextHop: route.nextHop }
}
