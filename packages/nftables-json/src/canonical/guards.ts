/**
 * Dependencies: matches that another expression of the rule implies, and that a listing may leave out.
 * `meta l4proto tcp tcp dport 22` and `tcp dport 22` load as the same rule.
 */
import { isPlainList, isPlainObject, type Plain, textOf, unwrap } from './plain.ts'

const layer4: Readonly<Record<string, string>> = {
  tcp: 'tcp',
  udp: 'udp',
  udplite: 'udplite',
  sctp: 'sctp',
  dccp: 'dccp',
  icmp: 'icmp',
  icmpv6: 'ipv6-icmp',
  igmp: 'igmp',
  ah: 'ah',
  esp: 'esp',
  comp: 'ipcomp',
  gre: 'gre',
}

const layer3: Readonly<Record<string, string>> = {
  ip: 'ip',
  ip6: 'ip6',
  arp: 'arp',
  icmp: 'ip',
  icmpv6: 'ip6',
}

/** Types that nft requires by itself where a rule reads the id or the sequence of an echo. */
const echoTypes = textOf({ set: ['echo-reply', 'echo-request'] })
const echoFields: ReadonlySet<string> = new Set(['id', 'sequence'])

/** Network protocols by the names that `meta nfproto` has for them. */
const families: Readonly<Record<string, string>> = { ipv4: 'ip', ipv6: 'ip6' }

/** A rule's statements without the matches that their neighbours imply, in a table of that family. */
export function withoutGuards(statements: readonly Plain[], family: string): readonly Plain[] {
  const facts = statements.map((statement) => implied(statement))
  return statements.filter((statement, index) => {
    const guard = guardOf(statement, family)
    if (guard === undefined) return true
    if (guard === `l3 ${family}`) return false
    return !neighbours(statements, index).some((other) => facts[other]?.has(guard) === true)
  })
}

/**
 * The statements that are evaluated together with the match at `index`, in whatever order:
 * the unbroken run of matches that it stands in, and what follows the run. Beyond a counter or a set
 * that is filled, the order shows, and nothing is implied.
 */
function neighbours(statements: readonly Plain[], index: number): readonly number[] {
  let first = index
  while (first > 0 && isMatch(statements[first - 1])) first -= 1
  let last = index
  while (last < statements.length && isMatch(statements[last])) last += 1
  const found: number[] = []
  for (let other = first; other <= last; other += 1) if (other !== index) found.push(other)
  return found
}

function isMatch(statement: Plain | undefined): boolean {
  return unwrap(statement)[0] === 'match'
}

/** What a match says about the protocol, if it says nothing else: `l3 ip`, `l4 tcp`. */
function guardOf(statement: Plain, family: string): string | undefined {
  const [kind, match] = unwrap(statement)
  if (kind !== 'match' || !isPlainObject(match) || match['op'] !== '==') return undefined
  const { left, right } = match
  const echo = textOf(right ?? null) === echoTypes
  if (typeof right !== 'string' && !echo) return undefined
  const [key, body] = unwrap(left)
  if (!isPlainObject(body)) return undefined
  const field = key === 'meta' ? `meta ${body['key']}` : `${body['protocol']} ${body['field']}`
  if (echo) return field === 'icmp type' || field === 'icmpv6 type' ? `echo ${field}` : undefined
  if (typeof right !== 'string') return undefined
  switch (field) {
    case 'meta nfproto':
      return families[right] === undefined ? undefined : `l3 ${families[right]}`
    case 'meta protocol':
    case 'ether type':
      return `l3 ${right}`
    case 'meta l4proto':
      return `l4 ${right}`
    case 'ip protocol':
      // Elsewhere it says that the packet is IPv4, too.
      return family === 'ip' ? `l4 ${right}` : undefined
    case 'meta iiftype':
      return `link ${right}`
    default:
      return undefined
  }
}

/** What a statement implies about the protocol by the headers that it reads. */
function implied(statement: Plain): ReadonlySet<string> {
  const facts = new Set<string>()
  const [kind, body] = unwrap(statement)
  if (kind === 'reject' && isPlainObject(body)) {
    if (body['type'] === 'tcp reset') facts.add('l4 tcp')
    if (body['type'] === 'icmp') facts.add('l3 ip')
    if (body['type'] === 'icmpv6') facts.add('l3 ip6')
  }
  collect(statement, facts)
  return facts
}

function collect(node: Plain, facts: Set<string>): void {
  if (isPlainList(node)) {
    for (const item of node) collect(item, facts)
    return
  }
  if (!isPlainObject(node)) return
  for (const [key, body] of Object.entries(node)) {
    addFacts(key, body, facts)
    collect(body, facts)
  }
}

function addFacts(key: string, body: Plain, facts: Set<string>): void {
  if (key === 'tcp option') facts.add('l4 tcp')
  if (key === 'sctp chunk') facts.add('l4 sctp')
  if (key === 'dccp option') facts.add('l4 dccp')
  if (key === 'ip option') facts.add('l3 ip')
  if (key === 'exthdr') facts.add('l3 ip6')
  // What is read within a tunnel says nothing about the packet outside.
  if (key !== 'payload' || !isPlainObject(body) || body['tunnel'] !== undefined) return
  const protocol = String(body['protocol'])
  if (layer4[protocol] !== undefined) facts.add(`l4 ${layer4[protocol]}`)
  if (protocol === 'ether') facts.add('link ether')
  if (echoFields.has(String(body['field']))) facts.add(`echo ${protocol} type`)
  if (layer3[protocol] !== undefined) facts.add(`l3 ${layer3[protocol]}`)
}
