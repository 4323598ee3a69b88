/** Codes of what is wrong with a policy's text, before its meaning is asked. */
export const readingCodes = {
  'source-too-large': 'the policy is larger than the limit',
  'source-not-text': 'the policy holds bytes that no text has',
  'source-empty': 'the policy says nothing at all, as a file that was cut off does',
  'yaml-syntax': 'the text is no YAML',
  'yaml-too-deep': 'collections are nested deeper than the limit',
  'yaml-too-many-nodes': 'the document holds more values than the limit',
  'yaml-reference': 'anchors, aliases and merge keys are refused: what is written is what holds',
  'yaml-tag': 'tags are refused: a value is what it looks like',
  'yaml-directive': 'directives are refused: they could change how the rest is read',
  'yaml-many-documents': 'a file holds one document',
  'yaml-duplicate-key': 'a key is given twice',
  'unknown-key': 'a key that the language does not have',
  'missing-key': 'a key that has to be there',
  'wrong-type': 'a value of another type',
  'unknown-value': 'a word that is not among those allowed here',
  'out-of-range': 'a number outside its range',
  'wrong-length': 'a text or list that is too long or too short',
  'repeated-item': 'a list that holds the same item twice',
  'too-many-diagnostics': 'there is more to tell than is told',
} as const

/** Codes of what is wrong with what a policy means; each is one file of src/policy/checks. */
export const checkCodes = {
  'address-invalid': 'a text that is no address',
  'address-family': 'an address of the other family',
  'address-not-unicast': 'an address that no host can have',
  'address-at-two-interfaces': 'one client address at two interfaces',
  'address-is-gateway': "a client with the gateway's own address",
  'addresses-missing': 'a standalone gateway that does not say how clients are known',
  'addresses-need-qubes': "Qubes' way to know clients, where there is no Qubes",
  'client-prefixes-overlap': 'client networks that lie inside one another',
  'dead-wire': 'a policy that serves nobody',
  'dhcp-on-qubes': 'DHCP where Qubes gives the addresses',
  'dhcp-server-without-interfaces': 'a DHCP server that has no interface to listen at',
  'egress-none': 'a gateway whose own Tor cannot reach the network',
  'gateway-address-missing': 'a client interface whose gateway address is not given',
  'gateway-address-off-link': "a gateway address outside the clients' networks",
  'group-zero': 'the interface group that everything is in',
  'interface-loopback': 'a zone that holds the loopback interface',
  'interface-name-invalid': 'a name that no interface can have',
  'interface-redundant': 'a pattern that another one of its zone covers',
  'interface-unmatched': 'an interface that its zone does not match',
  'listener-unreachable': 'a listener where no redirect arrives',
  'local-networks-gap': 'a standard local network that is not in the list',
  'log-prefix-invalid': 'a log prefix that does not fit every backend',
  'port-claimed-twice': 'one port for two uses',
  'port-ephemeral': "a listener among the kernel's ephemeral ports",
  'port-privileged': 'a listener that Tor cannot bind again',
  'prefix-host-bits': 'a prefix whose host bits are not zero',
  'prefix-invalid': 'a text that is no prefix',
  'service-name-invalid': 'a service name that does not fit a comment',
  'service-shadowed': 'a service that a redirect hides',
  'service-source-unreachable': 'a service open to addresses that no client has',
  'socket-path-invalid': 'a socket path that needs escapes',
  'socks-not-isolated': 'a SOCKS port where clients share circuits',
  'uid-missing': 'egress by uid without a uid',
  'uid-nobody': 'the account of everything that has none',
  'uid-reserved': 'a number that is no uid',
  'uid-root': 'Tor as root, by number',
  'user-name-invalid': 'a name that no account can have',
  'user-root': 'Tor as root, by name',
  'virtual-network-overlap': 'virtual addresses that are also real',
  'virtual-network-routed': 'virtual addresses in a range that somebody routes',
  'virtual-network-too-small': 'fewer virtual addresses than Tor takes',
  'zone-empty': 'a zone with no interface',
  'zones-overlap': 'an interface on both sides',
} as const

/** Codes of policies: their text and their meaning. */
export const policyCodes = { ...readingCodes, ...checkCodes } as const

export type ReadingCode = keyof typeof readingCodes
export type CheckCode = keyof typeof checkCodes
export type PolicyCode = keyof typeof policyCodes

/** Every code there is: a closed list; each has a section in docs/diagnostics.md with an example that is run. */
export type DiagnosticCode = PolicyCode

/** Each code with its one-line summary. */
export const diagnosticCodes: Readonly<Record<DiagnosticCode, string>> = policyCodes
