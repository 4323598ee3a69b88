import type { Gateway } from '../policy/gateway.ts'

/**
 * A port of the gateway at which nobody listens and which the input chain rejects: what a client is refused is
 * redirected here first, so that the answer is the same whether or not the address is one of the gateway's.
 * A reject on the spot would show in its source address, and in its mere presence, which addresses are.
 */
export const refusalPort = 9

/** DHCP, RFC 2131. */
export const dhcpServerPort = 67
export const dhcpClientPort = 68

export const refusesAnything = (gateway: Gateway): boolean =>
  gateway.obedience.udp === 'reject' || gateway.obedience.localNetworks.action === 'reject'

/** Every port of the gateway that answers clients: nothing may leave from one of them but to a client. */
export const clientPorts = (gateway: Gateway, protocol: 'tcp' | 'udp'): readonly number[] => {
  const { tor, own } = gateway
  const listeners =
    protocol === 'tcp'
      ? [tor.transPort, ...tor.socksPorts.map((socks) => socks.port)]
      : [tor.dnsPort, ...(own.dhcpServer ? [dhcpServerPort] : [])]
  const services = own.clientServices
    .filter((service) => service.protocol === protocol)
    .map((service) => service.port)
  return [...listeners, ...services, ...(refusesAnything(gateway) ? [refusalPort] : [])]
}
