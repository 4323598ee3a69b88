import type { IcmpErrorKind } from '../generated/icmp-error.ts'
import { icmpErrorFor } from '../generated/icmp-error.ts'
import { attached, sendGenerated } from '../generated/send.ts'
import type { IpFamily } from '../routing/lookup.ts'
import type { Passenger, Walk } from '../walk.ts'

/** Between the hooks the kernel complains by itself; the answer is one of the gateway's own packets. */
export const sendError = (
  walk: Walk,
  family: IpFamily,
  { packet, tracking }: Passenger,
  kind: IcmpErrorKind,
  text: string,
): void => {
  const error = icmpErrorFor(walk.environment, family, packet, kind)
  const at = { where: 'forwarding', text, place: null }
  if (error) sendGenerated(walk, 'icmp-error', at, error, attached(tracking))
}
