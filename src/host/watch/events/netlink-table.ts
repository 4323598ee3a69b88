/** A netlink socket, as /proc/net/netlink tells (net/netlink/af_netlink.c, netlink_native_seq_show). */
export interface NetlinkSocket {
  /** NETLINK_ROUTE is 0, NETLINK_NETFILTER 12 (linux/netlink.h). */
  readonly protocol: number
  /** As a rule the number of the process that opened it first. */
  readonly port: number
  /** Groups that it listens to, of the first 32. */
  readonly groups: number
  /** Bytes that wait to be read. */
  readonly waiting: number
  /** Messages that found no room. */
  readonly drops: number
}

/** How well a monitor listens. */
export type Hearing =
  | { readonly kind: 'deaf' }
  | { readonly kind: 'listens'; readonly drops: number; readonly isBehind: boolean }

export const readNetlinkTable = (text: string): readonly NetlinkSocket[] =>
  text.split('\n').flatMap((line) => {
    const [, protocol, port, groups, waiting, , , , drops] =
      /^[0-9a-f]+ +([0-9]+) +(-?[0-9]+) +([0-9a-f]+) +(-?[0-9]+) +(-?[0-9]+) +(\S+) +([0-9]+) +([0-9]+) /.exec(
        line,
      ) ?? []
    return protocol === undefined
      ? []
      : [
          {
            protocol: Number(protocol),
            port: Number(port),
            groups: Number.parseInt(groups ?? '', 16),
            waiting: Number(waiting),
            drops: Number(drops),
          },
        ]
  })

/**
 * Whether the process has a socket of that protocol that listens, whether the kernel had to drop messages for it, and
 * whether some wait that it has not read: a monitor that is stopped is seen here, and by nothing that it prints.
 */
export const hearingOf = (
  table: readonly NetlinkSocket[],
  protocol: number,
  process: number,
): Hearing => {
  const own = table.filter(
    (each) => each.protocol === protocol && each.port === process && each.groups !== 0,
  )
  const [first] = own
  if (!first) return { kind: 'deaf' }
  return { kind: 'listens', drops: first.drops, isBehind: first.waiting > 0 }
}
