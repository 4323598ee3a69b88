import type { Step } from '../../../../../ruleset/index.ts'
import type { Given } from '../../extension.ts'
import type { Account } from '../../values/user.ts'
import type { Alternatives } from '../alternatives.ts'
import { all, either, intervalOf, is, never, oneWay, unknown, within } from '../alternatives.ts'
import type { Context } from '../context.ts'
import type { MatchRecord } from './handler.ts'

type Owner = MatchRecord['owner']

const hasSocket: Step = is('socket exists', 1)
const hasNone: Step = is('socket exists', 0)

const accountTest = (
  field: 'meta skuid' | 'meta skgid',
  given: Given<Account> | undefined,
  { accounts }: Context,
  text: () => string,
): Alternatives => {
  if (!given) return [[]]
  const { value, negated } = given
  if (value.kind === 'numbers') return oneWay(within(field, [intervalOf(value)], { negated }))
  const number = field === 'meta skuid' ? accounts.get(value.name) : undefined
  return number === undefined ? unknown(text()) : oneWay(is(field, number, { negated }))
}

const withSocket = ({ options }: Owner, context: Context, text: () => string): Alternatives => {
  if (options['socket-exists']?.negated) return never
  const { 'uid-owner': uid, 'gid-owner': gid, 'suppl-groups': groups } = options
  return all(
    oneWay(hasSocket),
    accountTest('meta skuid', uid, context, text),
    // Which other groups an account is in is not known here.
    groups ? unknown(text()) : accountTest('meta skgid', gid, context, text),
  )
}

/**
 * A packet without a socket fits iff all that is asked is negated; one of the kernel's own sockets, which have no
 * owner, iff what is asked of the owner is (owner_mt of net/netfilter/xt_owner.c). The two are not told apart here.
 */
const withoutSocket = ({ options }: Owner, text: () => string): Alternatives => {
  const { 'socket-exists': exists, 'uid-owner': uid, 'gid-owner': gid } = options
  const isOwnerNegated = [uid, gid].every((given) => given === undefined || given.negated)
  const bare = isOwnerNegated && exists?.negated !== false && options['suppl-groups'] === undefined
  const kernels = isOwnerNegated && exists?.negated !== true
  if (!bare && !kernels) return never
  return all(oneWay(hasNone), bare && kernels ? [[]] : unknown(text()))
}

export const owner = (match: Owner, context: Context, text: () => string): Alternatives =>
  either(withSocket(match, context, text), withoutSocket(match, text))
