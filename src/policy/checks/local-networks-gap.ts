import type { Prefix } from '../../net/index.ts'
import {
  difference,
  formatPrefix,
  parsePrefix,
  prefixesToSet,
  setToPrefixes,
} from '../../net/index.ts'
import { defaultLocalNetworks } from '../defaults.ts'
import type { Check } from './check.ts'

const standard: readonly Prefix[] = defaultLocalNetworks.flatMap((text) => parsePrefix(text) ?? [])

/**
 * A list of one's own that leaves out a private range lets clients ask for hosts of the gateway's own
 * network. Tor refuses most such addresses, but then that is the only wall. IPv6 is dropped whole anyway.
 */
export const localNetworksGap: Check = {
  code: 'local-networks-gap',
  severity: 'warning',
  find: ({ localNetworks }) => {
    const stated = prefixesToSet(
      localNetworks.map(({ value }) => value),
      'ip4',
    )
    const gaps = setToPrefixes(difference(prefixesToSet(standard, 'ip4'), stated), 'ip4')
    if (gaps.length === 0) return []
    const shown = gaps.slice(0, 5).map((prefix) => `\`${formatPrefix(prefix)}\``)
    const more = gaps.length > shown.length ? ` and ${gaps.length - shown.length} more` : ''
    return [
      {
        path: ['obedience', 'localNetworks', 'networks'],
        part: 'key',
        message: `the list leaves out ${shown.join(', ')}${more}`,
        help: 'to keep the standard list and add to it, use `also`',
      },
    ]
  },
}
