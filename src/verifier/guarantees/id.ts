/** Every guarantee there is, in the order in which they are told. Each has a file here and a section in docs/guarantees.md. */
export const guaranteeIds = [
  'no-client-escape',
  'tcp-reaches-tor',
  'dns-reaches-tor',
  'udp-dropped',
  'ipv6-dropped',
  'other-protocols-dropped',
  'local-networks-blocked',
  'clients-isolated',
  'no-spoofing',
  'gateway-closed',
  'uplink-cannot-reach-clients',
  'replies-stay-inside',
  'gateway-unknown',
  'client-address-kept',
  'no-offload',
  'untranslated-never-leaves',
  'gateway-egress',
  'torrc-agrees',
  'fail-closed',
] as const

export type GuaranteeId = (typeof guaranteeIds)[number]
