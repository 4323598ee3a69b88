import { limits } from '../limits.ts'
import type { Client, Topology } from '../topology.ts'
import { clientsOf } from '../topology.ts'
import { arpTemplates } from './arp.ts'
import type { Case, Template } from './case.ts'
import { senderInterface, tagOf } from './case.ts'
import { faultTemplates } from './faults.ts'
import { fragmentTemplates } from './fragments.ts'
import { icmpTemplates } from './icmp.ts'
import { protocolTemplates } from './protocols.ts'
import { shortQuestionTemplates } from './short-questions.ts'
import { sixTemplates } from './six.ts'
import { spoofTemplates, uplinkTemplates } from './spoof.ts'
import { taggedTemplates } from './tagged.ts'
import { tcpTemplates } from './tcp.ts'
import { udpTemplates } from './udp.ts'

/** In the order in which they are printed. */
const makers: readonly ((topology: Topology, client: Client) => readonly Template[])[] = [
  tcpTemplates,
  udpTemplates,
  icmpTemplates,
  protocolTemplates,
  fragmentTemplates,
  faultTemplates,
  shortQuestionTemplates,
  taggedTemplates,
  spoofTemplates,
  sixTemplates,
  arpTemplates,
  uplinkTemplates,
]

const built = new Map<Topology, readonly Case[]>()

/** The whole catalogue for one topology: each case with a tag that no other has. Built once, then the same. */
export const catalogue = (topology: Topology): readonly Case[] => {
  const known = built.get(topology)
  if (known) return known
  const cases = build(topology)
  built.set(topology, cases)
  return cases
}

const build = (topology: Topology): readonly Case[] => {
  const templates = clientsOf(topology).flatMap((client) =>
    makers.flatMap((make) => make(topology, client)),
  )
  if (templates.length > limits.cases) throw new Error(`${templates.length} cases are too many`)
  return templates.map(({ frames, ...template }, index) => {
    const tag = tagOf(index)
    const name = senderInterface(template.sender, topology)
    return { ...template, interface: name, tag, frames: frames(tag) }
  })
}
