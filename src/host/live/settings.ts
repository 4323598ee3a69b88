import type { System } from '../system/index.ts'
import { hostLimits } from '../system/index.ts'

/** Settings of the whole machine on which a firewall leans, below /proc/sys. */
const machineSettings = [
  'net/ipv4/ip_forward',
  'net/ipv6/conf/all/forwarding',
  'net/netfilter/nf_conntrack_tcp_loose',
  'net/netfilter/nf_conntrack_tcp_be_liberal',
  'net/netfilter/nf_conntrack_checksum',
  'net/netfilter/nf_conntrack_helper',
] as const

/** Settings that each interface has, by family. */
const interfaceSettings = {
  ipv4: [
    'accept_local',
    'accept_redirects',
    'accept_source_route',
    'arp_announce',
    'arp_filter',
    'arp_ignore',
    'forwarding',
    'proxy_arp',
    'rp_filter',
    'route_localnet',
    'send_redirects',
  ],
  ipv6: ['accept_ra', 'accept_redirects', 'accept_source_route', 'disable_ipv6', 'forwarding'],
} as const

/** Paths below /proc/sys of all settings that matter, of the interfaces that are there now. */
export const settingPaths = ({ files }: System): readonly string[] => [
  ...machineSettings,
  ...(['ipv4', 'ipv6'] as const).flatMap((family) => {
    const folder = `net/${family}/conf`
    const names = files.list(`/proc/sys/${folder}`)
    if (names.kind !== 'read') return []
    return names.names
      .slice(0, hostLimits.interfaces)
      .flatMap((name) => interfaceSettings[family].map((key) => `${folder}/${name}/${key}`))
  }),
]

/**
 * The settings in force, as a file of sysctl.d(5) says them. One that is not there is left out: its module is not
 * loaded, or this kernel has none.
 */
export const readSettings = (system: System): string =>
  [...new Set(settingPaths(system))]
    .flatMap((path) => {
      const reading = system.files.read(`/proc/sys/${path}`)
      return reading.kind === 'read' ? [`${path} = ${reading.text.trim()}\n`] : []
    })
    .join('')
