import { isNot, protocol } from '../../ruleset/index.ts'
import { placeDrop } from '../place.ts'
import type { Intent } from '../plan.ts'

/** Whatever is not TCP by now (SCTP, GRE, ESP, a tunnel, a protocol of tomorrow) ends here: Tor carries none of it. */
export const dropOtherProtocols: Intent = {
  name: 'drop-other-protocols',
  place: (gateway) =>
    placeDrop(
      { gateway, intent: 'drop-other-protocols', property: 'obedience.otherProtocols' },
      'entry',
      'client',
      [isNot('meta l4proto', protocol.tcp)],
    ),
}
