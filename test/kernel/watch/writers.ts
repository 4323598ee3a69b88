import type { Condition } from '../../../src/host/watch/index.ts'
import { qubesDnatDns } from '../lab/index.ts'

/** Somebody who writes beside us, or against us: what they run on the gateway, and what is to come of it. */
export interface Writer {
  readonly name: string
  /** A script for sh. */
  readonly script: string
  /** `well`: it holds all the same. `dead`: clients are not served. `changed`: our tables, though they hold. */
  readonly condition: Condition
  /** What the watch says of whoever it was. */
  readonly told: RegExp
  /** Undoes what a load of everything does not undo. */
  readonly undo?: string
}

const nft = (text: string): string => `nft -f - <<'EOF'\n${text}\nEOF\n`

/** Renderings of our own of what facts say they write: each has a table, or an interface, or a setting of its own. */
const neighbours: readonly Writer[] = [
  {
    name: 'qubes-firewall limits a VM',
    script: nft(`
table ip qubes-firewall {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ct state established,related accept
    iifname != "vif*" accept
    ip saddr 10.137.0.10 jump qbs-10-137-0-10
  }
  chain qbs-10-137-0-10 { tcp dport 443 accept; reject with icmp type admin-prohibited; }
}`),
    condition: 'well',
    told: /nft \(process \d+\) wrote ip qubes-firewall/,
  },
  {
    name: 'qubes-setup-dnat-to-ns sets another resolver',
    script: nft(qubesDnatDns('192.168.9.53')),
    condition: 'well',
    told: /wrote ip qubes/,
  },
  {
    name: 'vif-route-qubes lets in another address',
    script: nft(`
add element ip qubes downstream { 10.137.0.77 }
add element ip qubes allowed { "vif7.0" . 10.137.0.77 }
table inet qubes-nat-accel {
  chain qubes-accel { type filter hook forward priority 5; policy accept; counter; }
}`),
    condition: 'well',
    told: /wrote ip qubes, inet qubes-nat-accel|wrote inet qubes-nat-accel, ip qubes/,
  },
  {
    name: 'NetworkManager shares a connection',
    script: nft(`
table ip nm-shared-wlan0 {
  chain nat_postrouting {
    type nat hook postrouting priority 100; policy accept;
    ip saddr 10.42.0.0/24 ip daddr != 10.42.0.0/24 masquerade
  }
  chain filter_forward {
    type filter hook forward priority 0; policy accept;
    ip daddr 10.42.0.0/24 oifname "wlan0" ct state { established, related } accept
    ip saddr 10.42.0.0/24 iifname "wlan0" accept
    iifname "wlan0" reject
  }
}`),
    condition: 'well',
    told: /wrote ip nm-shared-wlan0/,
  },
  {
    name: 'libvirt makes a network',
    script: nft(`
table ip libvirt_network {
  chain forward { type filter hook forward priority 0; policy accept; jump guest; }
  chain guest { oifname "virbr0" ip daddr 192.168.122.0/24 accept; }
  chain guest_nat {
    type nat hook postrouting priority 100; policy accept;
    ip saddr 192.168.122.0/24 ip daddr != 192.168.122.0/24 masquerade
  }
}`),
    condition: 'well',
    told: /wrote ip libvirt_network/,
  },
  {
    name: 'docker opens its bridge, by iptables-nft',
    script: `
iptables-nft -N DOCKER
iptables-nft -A FORWARD -o docker0 -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables-nft -A FORWARD -i docker0 ! -o docker0 -j ACCEPT
iptables-nft -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
`,
    condition: 'well',
    told: /iptables-nft \(process \d+\) wrote ip filter/,
  },
  {
    name: 'ufw takes over, by the old iptables',
    script: `
iptables-legacy -w 30 -A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
iptables-legacy -w 30 -A INPUT -p tcp --dport 22 -j ACCEPT
`,
    condition: 'well',
    told: /tables of the old iptables changed/,
    undo: 'iptables-legacy -w 30 -F INPUT',
  },
]

/** Those who break what we loaded. */
const adversaries: readonly Writer[] = [
  {
    name: 'vgdh flushes everything',
    script: 'nft flush ruleset',
    condition: 'open',
    told: /nft \(process \d+\) wrote .*inet qubes_tor_fw/,
  },
  {
    name: 'somebody deletes our table',
    script: 'nft delete table inet qubes_tor_fw',
    condition: 'open',
    told: /wrote inet qubes_tor_fw/,
  },
  {
    name: 'somebody puts our table to sleep',
    script: nft('add table inet qubes_tor_fw { flags dormant; }'),
    // The JSON of nft 1.0.6 says anything of such a table, and may end in the middle: nothing can be seen.
    condition: 'unseen',
    told: /wrote inet qubes_tor_fw/,
  },
  {
    name: 'somebody lets a client forward',
    script: 'nft insert rule inet qubes_tor_fw forward accept',
    condition: 'open',
    told: /wrote inet qubes_tor_fw/,
  },
  {
    name: 'somebody counts another address among ours',
    script: 'nft add element inet qubes_tor_fw client_facing { 192.168.9.1 }',
    condition: 'open',
    told: /wrote inet qubes_tor_fw/,
  },
  {
    name: 'somebody takes out one of two walls',
    script: 'nft flush chain inet qubes_tor_fw tracked',
    condition: 'changed',
    told: /wrote inet qubes_tor_fw/,
  },
  {
    name: "somebody empties Qubes' custom-input",
    script: 'nft flush chain ip qubes custom-input',
    condition: 'dead',
    told: /wrote ip qubes/,
  },
  {
    name: 'somebody translates before us',
    script: nft(`
table ip mine {
  chain pre { type nat hook prerouting priority -150; policy accept; udp dport 53 dnat to 192.168.9.53; }
}`),
    condition: 'dead',
    told: /wrote ip mine/,
  },
  {
    name: 'somebody sets a setting that nobody announces',
    script: 'sysctl -q -w net.ipv4.conf.all.arp_filter=0',
    condition: 'well',
    told: /settings of the kernel changed/,
  },
]

export const writers: readonly Writer[] = [...neighbours, ...adversaries]
