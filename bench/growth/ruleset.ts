import { randomNumbers } from '../random.ts'

const services = [22, 25, 53, 80, 110, 123, 143, 443, 465, 587, 993, 995, 3306, 5432, 8080]
const NETWORKS = 40
/** A new server, and a new client, for every so many rules; at least a few of each. */
const RULES_A_SERVER = 20
const RULES_A_CLIENT = 10

const dotted = (address: number): string =>
  [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')

/**
 * A campus gateway that also serves as a Tor gateway, with so many rules in its forward chain: a chain for each of 40
 * networks, in it which of its clients reach which server at which service; a tenth drops, some name no client or no
 * port. Servers and clients grow with the rules, as they do where rules are written.
 */
export const campusRuleset = (rules: number): string => {
  const random = randomNumbers(rules)
  const networkOf = (index: number): number => (131 << 24) + (159 << 16) + index * 1024
  const hostOf = (network: number): number => networkOf(network) + random(1024)
  const some = (count: number): readonly number[] =>
    Array.from({ length: Math.max(8, count) }, () => hostOf(random(NETWORKS)))
  const servers = some(Math.ceil(rules / RULES_A_SERVER))
  const clients = some(Math.ceil(rules / RULES_A_CLIENT))
  const one = (list: readonly number[]): string => dotted(list[random(list.length)] ?? 0)
  const service = () => services[random(services.length)] ?? 0
  const chains = Array.from({ length: NETWORKS }, (): string[] => [])
  for (let index = 0; index < rules; index += 1) {
    const source = random(100) < 70 ? `ip saddr ${one(clients)} ` : ''
    const target =
      random(20) === 0 ? `${dotted(networkOf(random(NETWORKS)))}/${22 + random(3)}` : one(servers)
    const protocol = random(4) === 0 ? 'udp' : 'tcp'
    const ports = random(20) === 0 ? '1024-65535' : `${service()}`
    const port = random(20) === 0 ? '' : `${protocol} dport ${ports} `
    const verdict = random(10) === 0 ? 'drop' : 'accept'
    chains[index % NETWORKS]?.push(`${source}ip daddr ${target} ${port}ct state new ${verdict}`)
  }
  const indented = (lines: readonly string[]): string =>
    lines.map((line) => `    ${line}\n`).join('')
  return `flush ruleset
table inet campus {
${chains.map((lines, index) => `  chain network_${index} {\n${indented(lines)}  }\n`).join('')}
  chain forward {
    type filter hook forward priority filter; policy drop;
    iifname "vif*" drop
    oifname "vif*" drop
    ct state established,related accept
    iifname vmap {
${chains.map((_, index) => `      "lan${index}" : jump network_${index}`).join(',\n')}
    }
  }
  chain input {
    type filter hook input priority filter; policy drop;
    iifname "vif*" tcp dport 9040 ct status dnat accept
    iifname "vif*" udp dport 5300 ct status dnat accept
    iifname "vif*" drop
    ct state established accept
  }
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    iifname "vif*" udp dport 53 redirect to :5300
    iifname "vif*" meta l4proto tcp redirect to :9040
  }
}
`
}
