import { setting, stationsOf } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * Forwarding that is switched on where no chain filters what is forwarded. Half of all torifying gateways redirect TCP
 * and then forward the rest (leak class L1).
 */
export const forwardingOn: Lint = {
  code: 'forwarding-on',
  level: 'warning',
  find: ({ subject, reaches }) =>
    reaches.flatMap((reach) => {
      const key =
        reach.scope.family === 'ipv4' ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding'
      const [first] = subject.machine.tables
      const isFiltered = stationsOf(reach, 'forward').some(({ base }) => base.type !== 'nat')
      return setting(subject, key) !== '1' || isFiltered || first === undefined
        ? []
        : [
            {
              message: `${key} is on, and no chain filters what is forwarded`,
              help: 'switch it off, or let a chain of the forward hook drop what is not meant',
              place: first.place,
            },
          ]
    }),
}
