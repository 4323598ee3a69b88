import { patternMatches } from '../../net/index.ts'
import type { ZoneFacts } from '../../verifier/index.ts'
import { readInterfaces } from '../live/index.ts'
import type { System } from '../system/index.ts'

/** IFF_UP of linux/if.h, the last bit of /sys/class/net/NAME/flags. */
const IFF_UP = 1n

/** Takes down the clients' interfaces that are up, and names them: a client that has no link has no leak. */
export const cutClientsOff = async (
  system: System,
  clients: ZoneFacts,
): Promise<readonly string[]> => {
  const interfaces = await readInterfaces(system)
  if (interfaces.kind === 'failed') return []
  const down: string[] = []
  for (const { name, group } of interfaces.value) {
    const isClients =
      (clients.group !== null && group === clients.group) ||
      clients.interfaces.some((pattern) => patternMatches(pattern, name))
    if (!isClients || !isUp(system, name)) continue
    const { code } = await system.run({
      program: 'ip',
      arguments: ['link', 'set', 'dev', name, 'down'],
    })
    if (code === 0) down.push(name)
  }
  return down
}

const isUp = ({ files }: System, name: string): boolean => {
  const reading = files.read(`/sys/class/net/${name}/flags`)
  if (reading.kind !== 'read' || !/^0x[0-9a-f]+\s*$/.test(reading.text)) return true
  return (BigInt(reading.text.trim()) & IFF_UP) !== 0n
}
