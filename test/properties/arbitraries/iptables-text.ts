import fc from 'fast-check'

/** Texts of rules that iptables-restore loads, of many options and spellings; made without the reader's own tables. */

const secondsOf = { second: 1, min: 60, h: 3_600, day: 86_400 } as const

/** A burst that takes longer to fill overflows what the kernel counts in, and some do not load (`user2credits`, xt_limit.c). */
const limitSecondsMax = 100_000

const octet = fc.integer({ min: 0, max: 255 })
const host = fc.tuple(octet, octet, octet, octet).map((octets) => octets.join('.'))
const port = fc.integer({ min: 1, max: 65_535 })
const not = fc.constantFrom('', '! ')

const oneOf = (...words: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...words)

const subsetOf = (...words: readonly string[]): fc.Arbitrary<string> =>
  fc.shuffledSubarray([...words], { minLength: 1 }).map((chosen) => chosen.join(','))

const portRange = fc.tuple(port, port).map(([one, other]) => {
  const [first, last] = one < other ? [one, other] : [other, one]
  return first === last ? `${first}` : `${first}:${last}`
})

const network = fc.oneof(
  host,
  fc.tuple(host, fc.integer({ min: 1, max: 32 })).map(([text, length]) => `${text}/${length}`),
  fc.tuple(host, oneOf('255.255.0.0', '255.0.255.0', '0.0.0.1')).map((parts) => parts.join('/')),
)

/**
 * Without holes: iptables-save 1.8.9 leaves out a mask with holes behind --ctorigdst, and so prints another rule.
 * Without host bits: there it prints them, though the kernel compares under the mask.
 */
const prefix = fc.oneof(
  host,
  octet.map((first) => `${first}.0.0.0/8`),
  fc.tuple(octet, octet).map(([first, second]) => `${first}.${second}.0.0/16`),
)

const addressTest = fc
  .tuple(not, oneOf('-s', '-d', '--source', '--dst'), network)
  .map(([negation, name, value]) => `${negation}${name} ${value}`)

const listTest = fc
  .tuple(oneOf('-s', '-d'), fc.array(network, { minLength: 2, maxLength: 3 }))
  .map(([name, list]) => `${name} ${list.join(',')}`)

const interfaceTest = fc
  .tuple(not, oneOf('eth0', 'vif+', 'lo', 'tap1.2'))
  .map(([negation, name]) => `${negation}-i ${name}`)

const portTest = fc
  .tuple(
    not,
    oneOf('--sport', '--dport', '--destination-port'),
    fc.oneof(portRange, oneOf('domain', ':80', '1024:')),
  )
  .map((parts) => `${parts[0]}${parts[1]} ${parts[2]}`)

const flags = subsetOf('FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG')

/** What goes with a protocol, none of it twice. */
const protocolTest = fc.oneof(
  fc
    .tuple(oneOf('-p tcp', '-p 6', '--protocol TCP', '-p udp'), portTest)
    .map((parts) => parts.join(' ')),
  fc
    .tuple(not, flags, flags)
    .map(([negation, mask, set]) => `-p tcp ${negation}--tcp-flags ${mask} ${set}`),
  not.map((negation) => `-p tcp ${negation}--syn`),
  fc
    .tuple(
      oneOf('tcp', 'udp'),
      not,
      oneOf('--sports', '--dports', '--ports'),
      fc.array(portRange, { minLength: 1, maxLength: 7 }),
    )
    .map(
      ([protocol, negation, name, list]) =>
        `-p ${protocol} -m multiport ${negation}${name} ${list.join(',')}`,
    ),
  fc
    .tuple(not, oneOf('8', '3/4', 'any', 'echo-reply', 'port-unreachable', '11/1'))
    .map(([negation, type]) => `-p icmp ${negation}--icmp-type ${type}`),
  oneOf('-p 47', '! -p udp', '-p all', '-p esp'),
)

const states = subsetOf('NEW', 'ESTABLISHED', 'RELATED', 'INVALID', 'UNTRACKED')
const mark = fc.integer({ min: 0, max: 0xffff_ffff })

const moduleTest = fc.oneof(
  fc.tuple(not, states).map(([negation, list]) => `-m conntrack ${negation}--ctstate ${list}`),
  fc.tuple(not, states).map(([negation, list]) => `-m state ${negation}--state ${list}`),
  fc.tuple(not, prefix).map(([negation, value]) => `-m conntrack ${negation}--ctorigdst ${value}`),
  subsetOf('EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED').map(
    (list) => `-m conntrack --ctstatus ${list}`,
  ),
  fc
    .tuple(not, mark, mark)
    .map(([negation, value, mask]) => `-m mark ${negation}--mark ${value}/0x${mask.toString(16)}`),
  fc
    .tuple(not, mark)
    .map(([negation, value]) => `-m connmark ${negation}--mark 0x${value.toString(16)}`),
  fc
    .tuple(not, subsetOf('LOCAL', 'UNICAST', 'MULTICAST', 'BROADCAST'))
    .map(([negation, list]) => `-m addrtype ${negation}--dst-type ${list}`),
  fc
    .tuple(not, host, host)
    .map(([negation, one, other]) => `-m iprange ${negation}--src-range ${one}-${other}`),
  fc
    .tuple(
      fc.integer({ min: 1, max: 10_000 }),
      fc.constantFrom('second', 'min', 'h', 'day'),
      fc.integer({ min: 1, max: 99 }),
    )
    .filter(([count, unit, burst]) => (burst * secondsOf[unit]) / count < limitSecondsMax)
    .map(([count, unit, burst]) => `-m limit --limit ${count}/${unit} --limit-burst ${burst}`),
  fc
    .tuple(not, fc.integer({ min: 0, max: 255 }))
    .map(([negation, value]) => `-m ttl ${negation}--ttl-eq ${value}`),
  fc.tuple(not, portRange).map(([negation, value]) => `-m length ${negation}--length ${value}`),
  fc
    .tuple(not, fc.integer({ min: 0, max: 63 }))
    .map(([negation, value]) => `-m dscp ${negation}--dscp ${value}`),
  fc
    .tuple(not, octet, octet)
    .map(([negation, value, mask]) => `-m tos ${negation}--tos ${value}/${mask}`),
  fc
    .stringMatching(/^[a-z "'\\|]{1,20}$/)
    .map((text) => `-m comment --comment "${text.replaceAll(/["\\]/g, '\\$&')}"`),
  fc.stringMatching(/^[a-z ]{1,20}[a-z]$/).map((text) => `-m string --string "${text}" --algo bm`),
  fc.tuple(octet, mark).map(([offset, value]) => `-m u32 --u32 "${offset}&0xFF00>>8=0:${value},7"`),
  fc
    .integer({ min: 2, max: 99 })
    .map((every) => `-m statistic --mode nth --every ${every} --packet ${every - 1}`),
  oneOf(
    ...[
      '-m mac ! --mac-source 00:11:22:aa:Bb:cc',
      '-m pkttype --pkt-type multicast',
      '-m socket --transparent',
    ],
    ...[
      '-m devgroup --src-group 0x2',
      '-m recent --set --name x',
      '-m connlimit --connlimit-above 3',
    ],
    ...[
      '-m hashlimit --hashlimit-above 5/min --hashlimit-name h --hashlimit-mode srcip',
      '-m realm --realm 1',
    ],
    ...['-m connbytes --connbytes 5:10 --connbytes-dir both --connbytes-mode bytes'],
    ...[
      '-m time --timestart 01:02 --timestop 03:04 --weekdays Mon,Fri --kerneltz',
      '-m cpu --cpu 1',
    ],
  ),
)

const target = fc.oneof(
  oneOf('', '-j ACCEPT', '-j DROP', '-j RETURN', '-g user', '-j user', '--jump user', '-j REJECT'),
  oneOf('net-unreach', 'icmp-admin-prohibited', 'icmp-port-unreachable').map(
    (type) => `-j REJECT --reject-with ${type}`,
  ),
  fc
    .tuple(fc.integer({ min: 0, max: 7 }), fc.stringMatching(/^[a-z :]{1,28}[a-z]$/))
    .map(([level, prefix]) => `-j LOG --log-level ${level} --log-prefix "${prefix}"`),
  fc
    .integer({ min: 0, max: 65_535 })
    .map((queue) => `-j NFQUEUE --queue-num ${queue} --queue-bypass`),
  fc
    .tuple(oneOf('--set-mark', '--set-xmark'), mark, mark)
    .map(([name, value, mask]) => `-j MARK ${name} ${value}/${mask}`),
  fc
    .tuple(oneOf('--and-mark', '--or-mark', '--xor-mark'), mark)
    .map(([name, value]) => `-j MARK ${name} ${value}`),
  oneOf(
    '-j CONNMARK --save-mark',
    '-j CONNMARK --restore-mark --nfmask 1 --ctmask 2',
    '-j NFLOG --nflog-group 3',
  ),
)

/** The words of one rule of the INPUT chain, or one that INPUT jumps to, of an IPv4 filter table with a chain `user`. */
export const ruleWords: fc.Arbitrary<string> = fc
  .tuple(
    fc.option(fc.oneof(addressTest, listTest), { nil: '' }),
    fc.option(interfaceTest, { nil: '' }),
    oneOf('', '', '', '-f', '! --fragments'),
    fc.option(protocolTest, { nil: '' }),
    fc.uniqueArray(moduleTest, { maxLength: 3, selector: (text) => text.split(' ')[1] ?? '' }),
    target,
  )
  .map(([address, name, fragment, protocol, modules, verdict]) =>
    [address, name, fragment, protocol, ...modules, verdict]
      .filter((text) => text !== '')
      .join(' '),
  )

/** A whole IPv4 file with one table: rules appended, inserted, and some deleted again. */
export const restoreText: fc.Arbitrary<string> = fc
  .array(fc.tuple(oneOf('-A', '-A', '-A', '-I'), ruleWords), { minLength: 1, maxLength: 12 })
  .chain((rules) =>
    fc.tuple(
      fc.constant(rules),
      fc.subarray(rules, { maxLength: Math.min(2, rules.length) }),
      oneOf('DROP [0:0]', 'ACCEPT [7:99]', 'DROP'),
      fc.boolean(),
    ),
  )
  .map(([rules, gone, policy, usesI]) => {
    const lines = rules.map(([command, words]) => `${usesI ? command : '-A'} INPUT ${words}`)
    const deleted = gone.map(([, words]) => `-D INPUT ${words}`)
    return [
      '*filter',
      `:INPUT ${policy}`,
      ':user - [0:0]',
      ...lines,
      ...deleted,
      'COMMIT',
      '',
    ].join('\n')
  })
