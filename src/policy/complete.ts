import {
  defaultIsolation,
  defaultLocalNetworks,
  defaultLog,
  defaultSources,
  defaults,
  zoneDefaults,
} from './defaults.ts'
import type { PolicyDocument } from './document.generated.ts'

/** A document with nothing left out. Lists and mappings keep their order, and texts their spelling. */
export type Complete<T> = T extends readonly (infer Item)[]
  ? readonly Complete<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]-?: Complete<T[Key]> }
    : T

export type CompleteDocument = Complete<PolicyDocument>

type CompleteService = CompleteDocument['gateway']['uplinkServices'][number]
type StatedService = NonNullable<NonNullable<PolicyDocument['gateway']>['uplinkServices']>[number]

const completeService = (service: StatedService): CompleteService => ({
  ...service,
  from: service.from ?? defaultSources,
})

const completeZones = ({
  environment = defaults.environment,
  zones = {},
}: PolicyDocument): CompleteDocument['zones'] => ({
  // The order of spreading says who holds: the environment, then the defaults, then what is stated.
  clients: {
    ...zoneDefaults[environment].clients,
    ...defaults.zones.clients,
    ...zones.clients,
  },
  uplink: { ...zoneDefaults[environment].uplink, ...zones.uplink },
})

const completeTor = ({ tor = {} }: PolicyDocument): CompleteDocument['tor'] => ({
  ...defaults.tor,
  ...tor,
  socksPorts: (tor.socksPorts ?? defaults.tor.socksPorts).map(({ port, isolate }) => ({
    port,
    isolate: isolate ?? defaultIsolation,
  })),
})

const completeGateway = ({ gateway = {} }: PolicyDocument): CompleteDocument['gateway'] => ({
  ...defaults.gateway,
  ...gateway,
  uplinkServices: (gateway.uplinkServices ?? defaults.gateway.uplinkServices).map(completeService),
  clientServices: (gateway.clientServices ?? defaults.gateway.clientServices).map(completeService),
  log:
    typeof gateway.log === 'object'
      ? { ...defaultLog, ...gateway.log }
      : (gateway.log ?? defaults.gateway.log),
})

/** Fills in every default. Pure, and idempotent: a complete document stays as it is. */
export const completeDocument = (document: PolicyDocument): CompleteDocument => ({
  version: document.version ?? 1,
  environment: document.environment ?? defaults.environment,
  zones: completeZones(document),
  tor: completeTor(document),
  obedience: {
    ...defaults.obedience,
    ...document.obedience,
    localNetworks: {
      ...defaults.obedience.localNetworks,
      networks: defaultLocalNetworks,
      ...document.obedience?.localNetworks,
    },
  },
  gateway: completeGateway(document),
})
