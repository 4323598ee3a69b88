import { familyBits, isInterfaceName, parseAddress, parsePrefix } from '../../net/index.ts'
import type { Call } from '../command.ts'
import type { Given } from './lab.ts'

export interface LabOptions extends Given {
  readonly kind: 'options'
}

/** What `--address` and `--route` say, or the first thing that is wrong there. */
export const readLabOptions = ({
  lists,
}: Call): LabOptions | { readonly kind: 'wrong'; readonly why: string } => {
  const texts = { address: lists.get('address') ?? [], route: lists.get('route') ?? [] }
  const addresses = texts.address.map(readAddress)
  const routes = texts.route.map(readRoute)
  const wrongAddress = texts.address[addresses.indexOf(undefined)]
  const wrongRoute = texts.route[routes.indexOf(undefined)]
  if (wrongAddress !== undefined)
    return {
      kind: 'wrong',
      why: `\`--address\` takes an interface, \`=\` and an address, not \`${wrongAddress}\``,
    }
  if (wrongRoute !== undefined)
    return {
      kind: 'wrong',
      why: `\`--route\` takes a prefix, \`=\` and an interface, not \`${wrongRoute}\``,
    }
  return {
    kind: 'options',
    addresses: addresses.filter((each) => each !== undefined),
    routes: routes.filter((each) => each !== undefined),
  }
}

/** `eth0=192.168.1.2/24`; without a length there is nothing else on the link. */
const readAddress = (text: string): Given['addresses'][number] | undefined => {
  const [, name = '', host = '', length] = /^([^=]*)=([^/=]*)(?:\/([0-9]{1,3}))?$/.exec(text) ?? []
  const address = parseAddress(host)
  if (!address || !isInterfaceName(name)) return undefined
  const bits = familyBits(address.family)
  const onLink = length === undefined ? bits : Number(length)
  return onLink > bits ? undefined : { interface: name, at: { address, length: onLink } }
}

const readRoute = (text: string): Given['routes'][number] | undefined => {
  const [, written = '', name = ''] = /^([^=]*)=([^=]*)$/.exec(text) ?? []
  const prefix = parsePrefix(written)
  return prefix && isInterfaceName(name) ? { prefix, interface: name } : undefined
}
