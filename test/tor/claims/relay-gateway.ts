import { askTor } from '../gateway/control.ts'
import type { Stage } from '../stage.ts'
import { orPort } from '../world/addresses.ts'
import type { Claim, Shown } from './claim.ts'
import { fromUplink } from './gateway-closed.ts'

/** As policy/relay-gateway.yaml, whose ORPort is the one that Tor is told of here. */
const policy = [
  'version: 1',
  'environment: qubes-4',
  'gateway:',
  '  egress: direct',
  '  uplinkServices:',
  '    - name: relay',
  '      protocol: tcp',
  `      port: ${orPort}`,
  '',
].join('\n')

const setOrPort = async (port: number): Promise<void> => {
  await askTor(`SETCONF ORPort=${port} ExitRelay=0`)
}

const show = async (stage: Stage): Promise<Shown> => {
  await setOrPort(orPort)
  try {
    return await fromUplink(stage, [`tcp ${orPort} syn,ack`])
  } finally {
    await setOrPort(0)
  }
}

export const relayGateway: readonly Claim[] = [
  {
    of: 'gateway-closed',
    says: "relay-gateway: the same scan finds the relay's ORPort, and nothing else",
    policy: () => policy,
    show,
    broken: {
      how: 'the service is closed again',
      finds: /lacks: tcp 9001 syn,ack$/,
      nft: 'insert rule inet qubes_tor_fw deliver_uplink tcp dport 9001 drop',
    },
  },
]
