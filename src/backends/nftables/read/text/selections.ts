/** What a command names that exists already, by its one key. */
import type { ReadSelection, ReadTarget, Subject } from 'nftables-json'

type Make = (target: ReadTarget | null) => ReadSelection

/** Written out, so that the compiler knows each key. */
export const selections: { readonly [S in Subject]: Make } = {
  table: (table) => ({ table }),
  tables: (tables) => ({ tables }),
  chain: (chain) => ({ chain }),
  chains: (chains) => ({ chains }),
  rule: (rule) => ({ rule }),
  rules: (rules) => ({ rules }),
  set: (set) => ({ set }),
  sets: (sets) => ({ sets }),
  map: (map) => ({ map }),
  maps: (maps) => ({ maps }),
  element: (element) => ({ element }),
  flowtable: (flowtable) => ({ flowtable }),
  flowtables: (flowtables) => ({ flowtables }),
  counter: (counter) => ({ counter }),
  counters: (counters) => ({ counters }),
  quota: (quota) => ({ quota }),
  quotas: (quotas) => ({ quotas }),
  limit: (limit) => ({ limit }),
  limits: (limits) => ({ limits }),
  'ct helper': (target) => ({ 'ct helper': target }),
  'ct helpers': (target) => ({ 'ct helpers': target }),
  'ct timeout': (target) => ({ 'ct timeout': target }),
  'ct expectation': (target) => ({ 'ct expectation': target }),
  secmark: (secmark) => ({ secmark }),
  secmarks: (secmarks) => ({ secmarks }),
  synproxy: (synproxy) => ({ synproxy }),
  tunnel: (tunnel) => ({ tunnel }),
  tunnels: (tunnels) => ({ tunnels }),
  meter: (meter) => ({ meter }),
  meters: (meters) => ({ meters }),
  ruleset: (ruleset) => ({ ruleset }),
}
