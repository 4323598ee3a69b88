import { cutFlows as cut, emptyFlowtables } from '../../flows/index.ts'
import { readInterfaces, readRoutes } from '../../live/index.ts'
import type { Application } from '../application.ts'
import type { Step } from '../step.ts'
import { done, failed } from '../step.ts'

/**
 * Now that the wall is up, what is older than it goes: flows that are offloaded pass by every hook, and a flow that conntrack
 * knows keeps the translation that it has, or has not. Clients' flows that end at Tor live on.
 */
export const cutFlows: Step<Pick<Application, 'system' | 'facts' | 'backend'>, null> = {
  name: 'cut-flows',
  summary: "cut clients' flows that are older than the rules",
  run: async ({ system, facts, backend }) => {
    const offloaded = await emptyFlowtables(system)
    // Where there is no nft, there are no flowtables.
    if (offloaded.kind === 'failed' && backend !== 'iptables-legacy')
      return failed('machine', [offloaded.why])
    const interfaces = await readInterfaces(system)
    if (interfaces.kind === 'failed') return failed('machine', [interfaces.why])
    const routes = await readRoutes(system)
    if (routes.kind === 'failed') return failed('machine', [routes.why])
    const result = await cut(system, { facts, interfaces: interfaces.value, routes: routes.value })
    if (result.kind === 'failed') return failed('machine', [result.why])
    const count = offloaded.kind === 'emptied' ? offloaded.count : 0
    return done(
      null,
      ...(count > 0 ? [`${count} flowtables were emptied`] : []),
      `${result.cut} flows were cut, ${result.torified} to Tor and ${result.kept} of the gateway's own live on`,
    )
  },
}
