/**
 * The one source of the policy language: policy.schema.json, the validator and the type
 * PolicyDocument are all generated from it. Nothing that runs imports this folder, so that
 * TypeBox stays a tool of the desk.
 */
import { Type } from '@sinclair/typebox'
import { defaults } from '../defaults.ts'
import { mapping, words } from './describe.ts'
import { gateway } from './gateway.ts'
import { obedience } from './obedience.ts'
import { tor } from './tor.ts'
import { zones } from './zones.ts'

export const schemaId = 'https://qubes-tor-fw.example/policy.schema.json'

const version = Type.Literal(1, {
  title: '`1`',
  description: 'The version of the policy language.',
  default: 1,
  examples: [1],
})

const environment = words(['qubes-4', 'qubes-3', 'standalone'], {
  title: '`qubes-4`, `qubes-3` or `standalone`',
  description:
    "Where the rules will live. `qubes-4`: a TorVM on Qubes OS 4.2 or 4.3, beside Qubes' own nftables rules. `qubes-3`: Qubes OS 3.x, or another system with iptables that sets up vif interfaces. `standalone`: a machine of its own, say a Raspberry Pi.",
  default: defaults.environment,
  examples: ['qubes-4', 'standalone'],
})

export const policySchema = mapping(
  {
    version: Type.Optional(version),
    environment: Type.Optional(environment),
    zones: Type.Optional(zones),
    tor: Type.Optional(tor),
    obedience: Type.Optional(obedience),
    gateway: Type.Optional(gateway),
  },
  {
    title: 'policy',
    description:
      'The policy of a Tor gateway. Everything is optional; `version: 1` alone is a Qubes TorVM.',
    default: {},
    examples: [{ version: 1 }, { version: 1, tor: { socksPorts: [] } }],
  },
)
