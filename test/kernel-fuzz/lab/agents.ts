import type { Agent } from '../../kernel/lab/agent-client.ts'
import { startAgent } from '../../kernel/lab/agent-client.ts'

/** Processes of the gateway, one for each user, started when they are first needed: most cases need none. */
export interface Agents {
  of(uid: number): Agent
  close(): Promise<void>
}

export const createAgents = (namespace: string, bundle: string): Agents => {
  const started = new Map<number, Agent>()
  return {
    of: (uid) => {
      const agent = started.get(uid) ?? startAgent(namespace, bundle, uid === 0 ? undefined : uid)
      started.set(uid, agent)
      return agent
    },
    close: async () => {
      await Promise.all([...started.values()].map((agent) => agent.kill()))
    },
  }
}
