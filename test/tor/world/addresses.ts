/**
 * Who lives where. The internet of these tests needs addresses that no ruleset counts as local, so they are such as
 * others own; no packet ever leaves the namespaces.
 */
export const orPort = 9001
export const dirPort = 9030

/** The relays that vote on the consensus. */
export const authorities = ['91.10.0.1', '92.20.0.1', '93.30.0.1'] as const

/** The relays by which everything leaves Tor. */
export const exits = ['94.40.0.1', '95.50.0.1', '96.60.0.1'] as const

/** Relays that carry and let nothing out: an onion service needs more of them than a client does. */
export const middles = ['98.80.0.1', '99.90.0.1'] as const

/** Where the onion service's own tor lives. */
export const onionHost = '97.70.0.1'

/** Web, TLS and echo servers: several, so that destinations can be told apart. */
export const servers = ['151.101.1.10', '140.82.112.20', '104.16.3.30'] as const

/** A public resolver, and the one that exits ask. */
export const resolver = '9.9.9.9'

/** The gateway's public address, behind its upstream router's translation: what no server may ever see. */
export const publicAddress = '81.2.69.142'

/** The internet's end of the wire to the upstream router. */
export const provider = '81.2.69.1'

/** A machine of Qubes' own network, as another client of the same sys-firewall. */
export const otherQube = '10.137.0.77'

/** Tor's network: where the gateway's Tor may connect to, and nobody else of the gateway's side may. */
export const relays: ReadonlySet<string> = new Set([...authorities, ...exits, ...middles])

export const webPort = 80
export const tlsPort = 443
export const sshPort = 22
export const echoPort = 7
