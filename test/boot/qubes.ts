/**
 * Units that stand for those of Qubes OS that ours are ordered by, rendered anew from what they do
 * (qubes-core-agent-linux: vm-systemd, network): switches come from QubesDB, tables are loaded before the network, the
 * network is forwarded once it is there.
 */
const oneshot = (unit: string, command: string, install = 'WantedBy=multi-user.target'): string =>
  `[Unit]\nDefaultDependencies=no\n${unit}\n[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=${command}\n[Install]\n${install}\n`

const tables = `table ip qubes {
  chain postrouting { type nat hook postrouting priority srcnat; policy accept;
    oifgroup 2 accept
    oif lo accept
    masquerade
  }
  chain input { type filter hook input priority filter; policy drop;
    jump custom-input
    ct state invalid counter drop
    ct state related,established accept
    iif lo accept
  }
  chain forward { type filter hook forward priority filter; policy accept;
    jump custom-forward
    ct state related,established accept
  }
  chain custom-input {
  }
  chain custom-forward {
  }
}
`

/** Turns forwarding on, and says so where nothing of ours stands: the one thing that must never be. */
const forwardScript = `#!/bin/sh
nft list chain inet qubes_tor_fw forward >/dev/null 2>&1 ||
  nft list chain inet qubes_tor_fw_lockdown forward >/dev/null 2>&1 || echo open >>/box/open
echo 1 >/proc/sys/net/ipv4/ip_forward
`

export interface QubesOptions {
  /** Seconds that a unit takes. */
  readonly slow?: Readonly<Record<string, number>>
  /** A unit that fails. */
  readonly failing?: string
  readonly isSwitchedOn?: boolean
  readonly isTemplate?: boolean
}

/** Files by their paths in the gateway. */
export const qubesFiles = (options: QubesOptions): Readonly<Record<string, string>> => {
  const { slow = {}, failing, isSwitchedOn = true, isTemplate = false } = options
  const does = (name: string, command: string): string =>
    `/bin/sh -c 'sleep ${slow[name] ?? 0}; ${failing === name ? 'exit 1' : command}'`
  const switches = [
    'mkdir -p /run/qubes-service /run/qubes',
    'touch /run/qubes-service/qubes-network',
    ...(isSwitchedOn ? ['touch /run/qubes-service/qubes-tor'] : []),
    ...(isTemplate ? ['touch /run/qubes/this-is-templatevm'] : []),
  ].join('; ')
  const units = '/etc/systemd/system'
  const early = 'RequiredBy=network-pre.target'
  return {
    '/usr/share/qubes/marker-vm': '',
    '/usr/bin/qubesdb-read': '#!/bin/sh\n[ "$1" = /qubes-netvm-gateway ] && echo 10.137.0.1\n',
    '/etc/qubes.nft': tables,
    '/usr/lib/qubes-forward': forwardScript,
    [`${units}/qubes-sysinit.service`]: oneshot(
      'After=local-fs.target\nBefore=sysinit.target',
      does('qubes-sysinit', switches),
      'WantedBy=sysinit.target',
    ),
    [`${units}/qubes-mount-dirs.service`]: oneshot(
      'After=qubes-sysinit.service',
      does('qubes-mount-dirs', 'mkdir -p /rw/config /rw/usrlocal'),
    ),
    [`${units}/qubes-antispoof.service`]: oneshot(
      'Before=network-pre.target',
      does('qubes-antispoof', 'true'),
      early,
    ),
    [`${units}/qubes-iptables.service`]: oneshot(
      'Requires=qubes-antispoof.service\nAfter=qubes-antispoof.service\nBefore=network-pre.target',
      does('qubes-iptables', 'nft -f /etc/qubes.nft'),
      early,
    ),
    [`${units}/qubes-network.service`]: oneshot(
      'ConditionPathExists=/var/run/qubes-service/qubes-network\nBefore=network.target\nAfter=network-pre.target qubes-iptables.service',
      '/usr/lib/qubes-forward',
    ),
    // As Qubes' uplink does: it is no network without what has to come before one.
    [`${units}/qubes-network-uplink.service`]: oneshot(
      'Requires=network-pre.target\nAfter=network-pre.target',
      '/bin/touch /box/uplink',
    ),
  }
}

export const qubesUnits = [
  ...['qubes-sysinit', 'qubes-mount-dirs', 'qubes-antispoof', 'qubes-iptables'],
  ...['qubes-network', 'qubes-network-uplink'],
].map((name) => `${name}.service`)
