import { visible } from '../../../diagnostics/index.ts'
import type { Cause } from '../cause.ts'
import { watchLimits } from '../limits.ts'

/**
 * What a line of `ip -o monitor link address netconf` is about. As with nft, any line is a reason to look:
 * - `3: vif9.0@if2: <BROADCAST,...> mtu 1500 ... group 2 ...`
 * - `Deleted 3: vif9.0: <...>`
 * - `3: vif9.0    inet 10.137.0.5/32 scope global vif9.0 ...`
 * - `inet vif9.0 forwarding on rp_filter off ...`
 */
export const ipCause = (text: string): Cause => {
  const line = text.slice(0, watchLimits.line)
  const [, gone, name = '', isAddress] =
    /^(Deleted )?[0-9]+: ([^\s@:]+)(?:@\S+?)?(:)? /.exec(line) ?? []
  if (name !== '') {
    const what =
      isAddress === undefined ? `an address of ${visible(name)}` : `interface ${visible(name)}`
    return { kind: 'interface', what: `${what} ${gone === undefined ? 'came or changed' : 'went'}` }
  }
  const [, settings = ''] = /^(?:Deleted )?inet6? (\S+)/.exec(line) ?? []
  return {
    kind: 'interface',
    what: settings === '' ? 'something of an interface' : `settings of ${visible(settings)}`,
  }
}
