import { clientEnds } from '../../kernel/lab/stories/ends.ts'
import type { StreamEnds } from '../../kernel/lab/stories/stream.ts'
import { readPacket } from '../../kernel/lab/wire/index.ts'
import type { Client } from '../client/client.ts'

/** Where a client's connection stands: the ends, and the next number of each. */
export interface Flow {
  readonly ends: StreamEnds
  readonly sequence: number
  readonly acknowledgement: number
}

/** The newest segment that the gateway sent to a client for a server's port, as the tap has it. */
export const flowOf = (
  client: Client,
  since: number,
  server: string,
  port: number,
): Flow | undefined =>
  client.tap
    .sent(since)
    .flatMap((frame): readonly Flow[] => {
      const network = readPacket(frame)?.network
      if (network?.kind !== 'ipv4' || network.transport.kind !== 'tcp') return []
      const { header, payload } = network.transport
      if (network.header.source !== server || header.sourcePort !== port) return []
      const bytes = payload.length + (header.flags.includes('syn') ? 1 : 0)
      return [
        {
          ends: clientEnds(client.place, header.destinationPort, server, port),
          sequence: header.acknowledgement,
          acknowledgement: header.sequence + bytes,
        },
      ]
    })
    .at(-1)
