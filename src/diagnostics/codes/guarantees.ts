/** A guarantee that does not hold, or that could not be decided, is told under its own name: see docs/guarantees.md. */
export const guaranteeCodes = {
  'no-client-escape': 'a client packet leaves the gateway or reaches what it should not',
  'tcp-reaches-tor': "a client's TCP connection that does not arrive at Tor",
  'dns-reaches-tor': "a client's DNS query that does not arrive at Tor",
  'udp-dropped': "a client's UDP packet that is not dropped in silence",
  'ipv6-dropped': "a client's IPv6 packet that is not dropped in silence",
  'other-protocols-dropped':
    'a packet of another protocol from a client that is not dropped in silence',
  'local-networks-blocked': 'a client packet to a local network that arrives somewhere',
  'clients-isolated': 'a packet from one client that arrives at another',
  'no-spoofing': "a client packet that arrives, with a source that is not the client's own",
  'gateway-closed': "something besides Tor's listeners can be reached on the gateway",
  'uplink-cannot-reach-clients': 'a packet from the uplink that arrives at a client',
  'replies-stay-inside':
    "an answer to a client that leaves elsewhere than by that client's interface",
  'gateway-unknown': "an answer that tells a client about the gateway's other addresses",
  'client-address-kept': "what arrives at Tor without the client's own source address",
  'no-offload': 'a client packet that a flowtable may take past the rules',
  'untranslated-never-leaves':
    "a packet that leaves by the uplink with a client's address, or INVALID",
  'gateway-egress': "the gateway's own traffic leaves otherwise than asked for",
  'torrc-agrees': 'a redirect and the listeners of torrc that do not fit together',
  'fail-closed': 'a client packet that escapes on the way from one ruleset to another',
} as const

export type GuaranteeCode = keyof typeof guaranteeCodes
