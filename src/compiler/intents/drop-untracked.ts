import { anyBit, ctState, maskedIsNot, tcpFlag } from '../../ruleset/index.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

const { fin, syn, rst, ack } = tcpFlag

/**
 * What conntrack doesn't know, and what begins in the middle, ends here.
 *
 * The attack: the kernel neither redirects nor translates a packet that is INVALID or untracked: it goes its way
 * with its real destination (the transparent-proxy leak of 2014, L2). A lone ACK is NEW by `nf_conntrack_tcp_loose`,
 * is redirected, and draws a RST from a TransPort that never knew the connection.
 */
export const dropUntracked: Intent = {
  name: 'drop-untracked',
  place: (gateway) => {
    const placing = { gateway, intent: 'drop-untracked', property: null }
    return [
      ...placeDrop(placing, 'tracked', 'client', [
        anyBit('ct state', ctState.invalid, ctState.untracked),
      ]),
      ...placeDrop(placing, 'tracked', 'client', [
        anyBit('ct state', ctState.new),
        maskedIsNot('tcp flags', fin | syn | rst | ack, syn),
      ]),
    ]
  },
}
