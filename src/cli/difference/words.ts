import type { DifferenceClass } from '../../verifier/index.ts'

/** What kind of difference it is, for people: a heading. */
export const headingOf = ({ kind, direction }: DifferenceClass): string => {
  const [more, less, both] = headings[kind]
  return direction === 'more' ? more : direction === 'less' ? less : both
}

const headings: Readonly<
  Record<DifferenceClass['kind'], readonly [more: string, less: string, both: string]>
> = {
  arrives: ['arrives now', 'arrives no more', 'arrives otherwise'],
  leaves: ['leaves now', 'leaves no more', 'leaves otherwise'],
  translation: ['comes out in one more way', 'comes out in one way less', 'comes out otherwise'],
  mark: ['has one more mark', 'has one mark less', 'is marked otherwise'],
  offload: ['enters a flowtable now', 'enters no flowtable any more', 'enters other flowtables'],
  queue: ['is queued now', 'is queued no more', 'is queued otherwise'],
  duplicate: ['is copied now', 'is copied no more', 'is copied otherwise'],
  forward: ['is sent on by a rule now', 'is sent on by no rule any more', 'is sent on otherwise'],
  synproxy: ['is taken by SYNPROXY now', 'is taken by SYNPROXY no more', 'is taken otherwise'],
  tproxy: ['is given to a socket now', 'is given to no socket any more', 'is given otherwise'],
  answer: ['is answered now', 'is answered no more', 'is answered otherwise'],
  fragment: ['is put together now', 'is put together no more', 'is put together otherwise'],
}

/** Values of one constraint that people read; the other formats have all of them. */
const VALUES_READ = 4

/** The packets of a class as one line: `tcp, enters vif*, destination port 22, state new`. */
export const packetsText = ({ packets, families, origin }: DifferenceClass): string => {
  const protocol = packets.find(({ field }) => field === 'protocol')
  const rest = packets.filter((each) => each !== protocol)
  return [
    ...(families.length === 1 ? [familyWords[families[0] ?? 'ipv4']] : []),
    ...(protocol ? [valuesText(protocol.values)] : []),
    ...(origin === 'network' ? [] : [originWords[origin]]),
    ...rest.map(({ field, values }) => `${field} ${valuesText(values)}`),
  ].join(', ')
}

const familyWords = { ipv4: 'IPv4', ipv6: 'IPv6' } as const

export const originWords: Readonly<Record<DifferenceClass['origin'], string>> = {
  network: 'from the network',
  pieces: 'in pieces',
  loopback: 'over loopback',
  gateway: 'sent by the gateway',
}

const valuesText = (values: readonly string[]): string => {
  const told = values.slice(0, VALUES_READ).join(' or ')
  const more = values.length - VALUES_READ
  return more > 0 ? `${told} or ${more} more` : told
}
