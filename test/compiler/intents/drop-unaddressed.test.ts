/**
 * Goal: by an interface at which the gateway has no address, nothing comes in.
 * Method: what `drop-unaddressed` says in each target, side by side; a target that is not named says nothing of it.
 */
import { test } from 'vitest'
import { expectIntent, machine, withClients } from '../side-by-side.ts'

test('nothing where one address stands for all interfaces', () => {
  expectIntent(machine, 'drop-unaddressed', {})
})

test('all others, where addresses are given by interface', () => {
  expectIntent(
    withClients({
      interfaces: ['tap*'],
      gatewayAddress: { tap1: '192.168.42.1', tap2: '192.168.43.1' },
    }),
    'drop-unaddressed',
    {
      nft: ['entry_client: iifname != { "tap1", "tap2" } drop'],
      iptables: [
        'raw entry_client: -j entry_client_2',
        'raw entry_client_2: -i tap1 -j RETURN',
        'raw entry_client_2: -i tap2 -j RETURN',
        'raw entry_client_2: -j DROP',
      ],
    },
  )
})
