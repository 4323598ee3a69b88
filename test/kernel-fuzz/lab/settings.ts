/** Sysctls that a case chooses; all the others are the same for all. */
export interface Settings {
  readonly reversePath: 0 | 1 | 2
  readonly routeLocalnet: boolean
  readonly acceptLocal: boolean
  readonly tcpLoose: boolean
  readonly forwardIpv4: boolean
  readonly forwardIpv6: boolean
}

export const plainSettings: Settings = {
  reversePath: 0,
  routeLocalnet: false,
  acceptLocal: false,
  tcpLoose: true,
  forwardIpv4: true,
  forwardIpv6: true,
}

const bit = (value: boolean): string => (value ? '1' : '0')

/** As lines of a shell. Writing `all` is enough where the kernel takes the greater of `all` and the interface's own. */
export const settingsScript = (settings: Settings): string =>
  (
    [
      // First, as the kernel sets others by it.
      ['net/ipv4/ip_forward', bit(settings.forwardIpv4)],
      ['net/ipv6/conf/all/forwarding', bit(settings.forwardIpv6)],
      ['net/ipv4/conf/all/rp_filter', String(settings.reversePath)],
      ['net/ipv4/conf/all/route_localnet', bit(settings.routeLocalnet)],
      ['net/ipv4/conf/all/accept_local', bit(settings.acceptLocal)],
      ['net/netfilter/nf_conntrack_tcp_loose', bit(settings.tcpLoose)],
    ] as const
  )
    .map(([path, value]) => `echo ${value} > /proc/sys/${path} || exit 9`)
    .join('\n')

/**
 * Written once in each router, where the lab's own settings would make answers depend on time.
 * - Redirects are sent ever more rarely to the same peer: hardly any here, and those are not looked at.
 * - An incomplete datagram is answered when its time is up: not before the router is gone.
 * - A SYN-ACK that nobody acknowledges is sent again: never here.
 */
export const steadySettings: readonly (readonly [string, string])[] = [
  ['net/ipv4/conf/all/shared_media', '0'],
  ['net/ipv4/conf/default/shared_media', '0'],
  ['net/ipv4/conf/vif1.0/shared_media', '0'],
  ['net/ipv4/conf/vif2.0/shared_media', '0'],
  ['net/ipv4/conf/eth0/shared_media', '0'],
  ['net/ipv4/ipfrag_time', '3600'],
  ['net/ipv6/ip6frag_time', '3600'],
  ['net/netfilter/nf_conntrack_frag6_timeout', '3600'],
  ['net/ipv4/tcp_synack_retries', '0'],
  ['net/ipv4/icmp_echo_ignore_broadcasts', '1'],
  ['net/netfilter/nf_conntrack_checksum', '1'],
]

export const steadyScript = (): string =>
  steadySettings
    .map(
      ([path, value]) =>
        `[ ! -e /proc/sys/${path} ] || echo ${value} > /proc/sys/${path} || exit 9`,
    )
    .join('\n')
