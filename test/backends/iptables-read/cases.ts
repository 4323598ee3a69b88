import type { IptablesReadCode } from '../../../src/backends/iptables/read/index.ts'

/** A file, and the code by which the reader refuses it; null where it loads. Real iptables judges each of them. */
export interface Case {
  readonly name: string
  readonly family: 'ip4' | 'ip6'
  readonly text: string
  readonly code: IptablesReadCode | null
  /** Which variants load it, where that is not both for what is read, and none for what is refused. */
  readonly loads?: readonly ('legacy' | 'nft')[]
}

const file = (table: string, lines: readonly string[]): string =>
  [`*${table}`, ':U - [0:0]', ...lines, 'COMMIT', ''].join('\n')

const filter = (name: string, line: string, code: IptablesReadCode | null = null): Case => ({
  name,
  family: 'ip4',
  text: file('filter', line.split('\n')),
  code,
})

const inTable = (
  table: string,
  name: string,
  line: string,
  code: IptablesReadCode | null = null,
): Case => ({ ...filter(name, ''), text: file(table, [line]), code })

const whole = (
  name: string,
  text: string,
  code: IptablesReadCode | null = null,
  family: 'ip4' | 'ip6' = 'ip4',
): Case => ({ name, family, text, code })

/** How the file is made up. */
export const shapeCases: readonly Case[] = [
  whole('an empty table', '*filter\nCOMMIT\n'),
  whole('no newline at the end', '*filter\nCOMMIT', 'iptables-line-ending'),
  whole('a blank behind COMMIT', '*filter\nCOMMIT \n', 'iptables-line-ending'),
  whole('carriage returns', '*filter\r\nCOMMIT\r\n', 'iptables-unknown-table'),
  whole('a blank before #', '*filter\n # x\nCOMMIT\n', 'iptables-bad-argument'),
  whole('a line of blanks', '*filter\n  \nCOMMIT\n', 'iptables-command'),
  whole('no COMMIT', '*filter\n-A INPUT -j DROP\n', 'iptables-missing-commit'),
  whole('the next table before COMMIT', '*filter\n*nat\nCOMMIT\n', 'iptables-missing-commit'),
  whole('a rule before its table', '-A INPUT -j DROP\n*filter\nCOMMIT\n', 'iptables-outside-table'),
  whole('a script', '#!/bin/sh\niptables-restore <<E\n*filter\nCOMMIT\n', 'iptables-shell'),
  whole('something behind', '*filter\nCOMMIT\nthe end\n', 'iptables-outside-table'),
  whole('an unknown table', '*kfilter\nCOMMIT\n', 'iptables-unknown-table'),
  whole('no policy', '*filter\n:INPUT\nCOMMIT\n', 'iptables-policy'),
  whole('a user chain with a policy', '*filter\n:x DROP [0:0]\nCOMMIT\n', 'iptables-policy'),
  whole('an unknown policy', '*filter\n:INPUT REJECT [0:0]\nCOMMIT\n', 'iptables-policy'),
  whole('broken counters of a chain', '*filter\n:INPUT DROP [0,0]\nCOMMIT\n'),
  filter('broken counters of a rule', '[0,0] -A INPUT -j DROP', 'iptables-counters'),
  filter('a chain twice', ':U - [0:0]', 'iptables-duplicate-chain'),
  filter('a chain that is a verdict', ':ACCEPT - [0:0]', 'iptables-chain-line'),
  filter('a chain with too long a name', `:${'x'.repeat(29)} - [0:0]`, 'iptables-too-long'),
  filter('a chain with just too short a name', `:${'x'.repeat(28)} - [0:0]`),
  filter('a chain that begins like an option', ':-x - [0:0]', 'iptables-chain-line'),
  filter('a chain declared too late', '-A INPUT -j x\n:x - [0:0]', 'iptables-unknown-chain'),
  filter('a rule of no chain', '-A x -j DROP', 'iptables-unknown-chain'),
  filter('a rule of another table', '-A PREROUTING -j ACCEPT', 'iptables-unknown-chain'),
  {
    ...filter('an open quote', '-A INPUT -i "eth0 -j DROP', 'iptables-open-quote'),
    loads: ['legacy', 'nft'],
  },
  filter('a circle', '-A U -j U\n-A INPUT -j U', 'iptables-chain-loop'),
  filter('a circle that nothing reaches', '-A U -j U'),
  filter('a jump to a built-in chain', '-A U -j FORWARD\n-A INPUT -j U', 'iptables-chain-loop'),
]

/** Own options and commands. */
export const optionCases: readonly Case[] = [
  filter('a list of addresses', '-A INPUT -s 1.1.1.1,2.2.2.2 -d 3.3.3.3,4.4.4.4 -j DROP'),
  filter('a list inserted', '-I INPUT -s 1.1.1.1,2.2.2.2 -j DROP'),
  filter('a negated list', '-A INPUT ! -s 1.1.1.1,2.2.2.2 -j DROP', 'iptables-negation'),
  filter('short addresses', '-A INPUT -s 127.1 -d 010.0.0.1/0x8 -j DROP'),
  filter('a mask with holes', '-A INPUT -s 10.1.2.3/255.0.255.0 -j DROP'),
  filter('any word with no mask', '-A INPUT -s any/0 -j DROP'),
  filter('an address of IPv6', '-A INPUT -s ::1 -j DROP', 'iptables-wrong-family'),
  filter('a host name', '-A INPUT -s host.invalid -j DROP', 'iptables-host-name'),
  filter('a variable as address', '-A INPUT -s $CLIENT -j DROP', 'iptables-shell'),
  filter('a variable as port', '-A INPUT -p tcp --dport $PORT -j DROP', 'iptables-shell'),
  filter('a bad octet', '-A INPUT -s 256.1.1.1 -j DROP', 'iptables-value'),
  filter('a negation behind the option', '-A INPUT -s ! 1.1.1.1 -j DROP', 'iptables-value'),
  filter('an escaped negation', '-A INPUT \\! -s 1.1.1.1 -j DROP', 'iptables-bad-argument'),
  filter('two negations', '-A INPUT ! ! -s 1.1.1.1 -j DROP', 'iptables-negation'),
  filter('a negation of nothing', '-A INPUT -j DROP !', 'iptables-negation'),
  filter('a negated target', '-A INPUT ! -j DROP', 'iptables-negation'),
  filter('a dash of another kind', '-A INPUT \u2013s 1.1.1.1 -j DROP', 'iptables-look-alike'),
  filter('a look-alike interface', '-A INPUT -i \u0435th0 -j DROP'),
  filter('an empty interface', '-A INPUT -i "" -j DROP', 'iptables-value'),
  filter('too long an interface', '-A INPUT -i sixteen-letters0 -j DROP', 'iptables-too-long'),
  filter('an interface of fifteen', '-A INPUT -i alongifacename0 -j DROP'),
  filter('-i of OUTPUT', '-A OUTPUT -i eth0 -j DROP', 'iptables-wrong-place'),
  filter('-o of INPUT', '-A INPUT -o eth0 -j DROP', 'iptables-wrong-place'),
  filter('-i in a chain of OUTPUT', '-A U -i eth0 -j DROP\n-A OUTPUT -j U'),
  filter('an address twice', '-A INPUT -s 1.1.1.1 -s 2.2.2.2 -j DROP', 'iptables-repeated'),
  filter('two targets', '-A INPUT -j DROP -j ACCEPT', 'iptables-repeated'),
  filter('two commands', '-A INPUT -A FORWARD -j DROP', 'iptables-repeated'),
  filter('no target', '-A INPUT -s 1.1.1.1'),
  filter('glued words', '-AINPUT -mtcp -gU -p tcp'),
  filter('a glued target', '-A INPUT -jDROP', 'iptables-bad-argument'),
  filter('a glued address', '-A INPUT -s1.1.1.1 -j DROP', 'iptables-bad-argument'),
  filter('an address behind =', '-A INPUT --source=1.1.1.1 -j DROP', 'iptables-bad-argument'),
  filter('a port behind =', '-A INPUT -p tcp --dport=22 -j DROP'),
  filter('a beginning of an option', '-A INPUT -p tcp --destination-p 22 -j DROP'),
  filter(
    'a beginning of two options',
    '-A INPUT -p tcp --dport 1 --sour 1.1.1.1',
    'iptables-unknown-option',
  ),
  filter('an unknown option', '-A INPUT --frobnicate 1 -j DROP', 'iptables-unknown-option'),
  filter('a port without protocol', '-A INPUT --dport 22 -j DROP', 'iptables-unknown-option'),
  filter('an unknown match', '-A INPUT -m frobnicate -j DROP', 'iptables-unknown-match'),
  filter('an unknown target', '-A INPUT -j FROBNICATE', 'iptables-unknown-target'),
  filter('an unknown protocol', '-A INPUT -p frobnicate -j DROP', 'iptables-value'),
  filter('no protocol but all', '-A INPUT ! -p all -j DROP', 'iptables-value'),
  filter('another table', '-t nat -A INPUT -j DROP', 'iptables-command'),
  filter('waiting', '-w -A INPUT -j DROP', 'iptables-command'),
  filter('numbers of lines', '-A INPUT -j DROP -n', 'iptables-command'),
  filter('other family first', '-6 -A INPUT -s ::1 -j NOWHERE'),
  filter('an inserted rule too far down', '-I INPUT 2 -j DROP', 'iptables-no-such-rule'),
  filter('a deleted rule that is not there', '-D INPUT -j DROP', 'iptables-no-such-rule'),
  filter('a deleted rule', '-A INPUT -s 1.1.1.1 -j DROP\n-D INPUT -s 1.1.1.1/32 -j DROP'),
  { ...filter('a replaced rule', '-A INPUT -j DROP\n-R INPUT 1 -j ACCEPT'), loads: ['legacy'] },
  filter('a policy of a user chain', '-P U DROP', 'iptables-policy'),
  filter('a removed chain in use', '-A INPUT -j U\n-X U', 'iptables-chain-in-use'),
  filter('a removed chain', '-X U'),
  whole(
    'IPv4 in a file of IPv6',
    file('filter', ['-A INPUT -s 10.0.0.1']),
    'iptables-wrong-family',
    'ip6',
  ),
  whole('-f in a file of IPv6', file('filter', ['-A INPUT -f']), 'iptables-wrong-family', 'ip6'),
  whole(
    'no route in a file of IPv6',
    file('filter', ['-A INPUT -j REJECT --reject-with no-route']),
    null,
    'ip6',
  ),
]

/** Matches and targets. */
export const extensionCases: readonly Case[] = [
  filter('owner in INPUT', '-A INPUT -m owner --uid-owner 0 -j DROP', 'iptables-wrong-place'),
  filter(
    'owner in a chain of INPUT',
    '-A U -m owner --uid-owner 0\n-A INPUT -j U',
    'iptables-wrong-place',
  ),
  filter('owner in a chain of nothing', '-A U -m owner --uid-owner 0'),
  filter('owner of a range', '-A OUTPUT -m owner --uid-owner 5-9 -j DROP'),
  filter(
    'owner of a range upside down',
    '-A OUTPUT -m owner --uid-owner 9-5 -j DROP',
    'iptables-value',
  ),
  filter('states by beginnings', '-A INPUT -m conntrack --ctstate ne,EST -j DROP'),
  filter('a word that begins another', '-A INPUT -p dccp --dccp-types CLOSE -j DROP'),
  filter('an unknown state', '-A INPUT -m conntrack --ctstate OPEN -j DROP', 'iptables-value'),
  filter(
    'everything that conntrack knows',
    '-A INPUT -m conntrack ! --ctstate DNAT,NEW ! --ctproto udp --ctorigsrc 10.0.0.0/8 --ctorigdstport 53 --ctreplsrcport 1:5 --ctstatus ASSURED,EXPECTED --ctdir REPLY --ctexpire 5:7 -j DROP',
  ),
  filter('multiport', '-A INPUT -p tcp -m multiport ! --dports 1,2:3,ssh -j DROP'),
  filter(
    'multiport without protocol',
    '-A INPUT -m multiport --dports 1 -j DROP',
    'iptables-wrong-protocol',
  ),
  filter(
    'multiport before its protocol',
    '-A INPUT -m multiport --dports 1 -p tcp',
    'iptables-wrong-protocol',
  ),
  filter('a service of another protocol', '-A INPUT -p tcp --dport bootps', 'iptables-value'),
  filter('a service of any protocol', '-A INPUT -p udp --dport ssh'),
  filter(
    'services of another protocol',
    '-A INPUT -p udp -m multiport --dports ssh',
    'iptables-value',
  ),
  inTable(
    'nat',
    'dnat before its protocol',
    '-A PREROUTING -j DNAT --to 1.1.1.1:80 -p tcp',
    'iptables-wrong-protocol',
  ),
  filter(
    'sixteen ports',
    `-A INPUT -p tcp -m multiport --dports ${Array.from({ length: 16 }, (_, at) => at + 1).join(',')}`,
    'iptables-value',
  ),
  filter('tcp of udp', '-A INPUT -p udp -m tcp --dport 1', 'iptables-wrong-protocol'),
  filter('flags', '-A INPUT -p tcp --tcp-flags ALL NONE -j DROP'),
  filter('no SYN', '-A INPUT -p tcp ! --syn -j DROP'),
  filter('SYN twice', '-A INPUT -p tcp --syn --tcp-flags ALL SYN', 'iptables-repeated'),
  filter('ports upside down', '-A INPUT -p tcp --dport 5:1 -j DROP', 'iptables-value'),
  filter('ports of udp upside down', '-A INPUT -p udp --dport 5:1 -j DROP'),
  filter('lengths upside down', '-A INPUT -m length --length 5:1 -j DROP'),
  filter('ICMP by a beginning of two', '-A INPUT -p icmp --icmp-type ec', 'iptables-value'),
  filter('every ICMP', '-A INPUT -p icmp --icmp-type 255 -j DROP'),
  filter('u32', '-A INPUT -p tcp -m u32 --u32 "0>>22&0x3C@4&0xFF=1:5,7&&6&0x3=0" -j DROP'),
  filter(
    'a string in hexadecimal',
    '-A INPUT -m string --algo bm --hex-string "|41 42|cd" --from 5 -j DROP',
  ),
  filter('days', '-A INPUT -m statistic --mode random --probability .25 -j DROP'),
  filter(
    'nothing of statistic',
    '-A INPUT -m statistic --mode nth --every 5',
    'iptables-combination',
  ),
  filter('a group', '-A INPUT -m devgroup ! --src-group 2/0xff -j DROP'),
  filter('a group of OUTPUT', '-A OUTPUT -m devgroup --src-group 2', 'iptables-wrong-place'),
  filter(
    'recent',
    '-A INPUT -m recent --rcheck --seconds 60 --hitcount 3 --rsource --name x -j DROP',
  ),
  filter('limits', '-A INPUT -m limit --limit 100/minute --limit-burst 9 -j DROP'),
  filter('a limit too fast', '-A INPUT -m limit --limit 10001/s', 'iptables-value'),
  filter(
    'types of addresses',
    '-A INPUT -m addrtype --src-type LOCAL,UNICAST ! --dst-type local --limit-iface-in -j DROP',
  ),
  filter(
    'types of addresses out',
    '-A INPUT -m addrtype --src-type LOCAL --limit-iface-out',
    'iptables-wrong-place',
  ),
  filter('a MAC', '-A INPUT -m mac --mac-source 0:1:2:3:4:aB -j DROP'),
  filter('a MAC of OUTPUT', '-A OUTPUT -m mac --mac-source 0:1:2:3:4:aB', 'iptables-wrong-place'),
  filter(
    'a reset of everything',
    '-A INPUT -j REJECT --reject-with tcp-reset',
    'iptables-wrong-protocol',
  ),
  filter('a reset of TCP', '-A INPUT -p tcp -j REJECT --reject-with tcp-rst'),
  filter('a log', '-A INPUT -j LOG --log-level debug --log-uid --log-prefix "a b"'),
  filter('a goto', '-A INPUT -g U'),
  filter('a goto to a verdict', '-A INPUT -g ACCEPT', 'iptables-unknown-chain'),
  inTable('nat', 'reject in nat', '-A PREROUTING -j REJECT', 'iptables-wrong-place'),
  inTable('nat', 'drop in nat', '-A PREROUTING -j DROP', 'iptables-wrong-place'),
  inTable(
    'nat',
    'redirect without protocol',
    '-A PREROUTING -j REDIRECT --to-ports 1',
    'iptables-wrong-protocol',
  ),
  inTable('nat', 'redirect', '-A PREROUTING -p tcp -j REDIRECT --to-port 9040'),
  inTable(
    'nat',
    'redirect in INPUT',
    '-A INPUT -p tcp -j REDIRECT --to-ports 1',
    'iptables-wrong-place',
  ),
  inTable(
    'nat',
    'dnat',
    '-A PREROUTING -p tcp -j DNAT --to 1.2.3.4-1.2.3.9:80-90 --random --persistent',
  ),
  inTable('nat', 'dnat of ports alone', '-A PREROUTING -p tcp -j DNAT --to-destination :80'),
  inTable('nat', 'masquerade', '-A POSTROUTING -j MASQUERADE --random'),
  inTable('mangle', 'tproxy', '-A PREROUTING -p tcp -j TPROXY --on-port 9040 --tproxy-mark 1/1'),
  inTable(
    'mangle',
    'tproxy of everything',
    '-A PREROUTING -j TPROXY --on-port 1',
    'iptables-wrong-protocol',
  ),
  inTable('mangle', 'a mark', '-A PREROUTING -j MARK --set-mark 5/0xff'),
  inTable('mangle', 'a mark and', '-A PREROUTING -j MARK --and-mark 0xf'),
  inTable(
    'mangle',
    'a mark of a connection',
    '-A PREROUTING -j CONNMARK --restore-mark --mask 0xf',
  ),
  inTable('mangle', 'reverse path', '-A PREROUTING -m rpfilter --loose --invert -j DROP'),
  inTable('filter', 'reverse path in filter', '-A INPUT -m rpfilter', 'iptables-wrong-place'),
  inTable('raw', 'no tracking', '-A PREROUTING -j CT --notrack'),
  inTable('filter', 'no tracking in filter', '-A INPUT -j CT --notrack', 'iptables-wrong-place'),
]

export const cases: readonly Case[] = [...shapeCases, ...optionCases, ...extensionCases]
