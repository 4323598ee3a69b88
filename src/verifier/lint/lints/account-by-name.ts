import { allRules } from '../context.ts'
import type { Lint } from '../lint-type.ts'

/**
 * An account by its name. It is looked up when the rules are loaded, and where it is missing the whole file is refused:
 * everything is open; only root is always there. Tails had no firewall at all for that reason in 2009 (leak class L11).
 */
export const accountByName: Lint = {
  code: 'account-by-name',
  level: 'warning',
  find: (context) =>
    allRules(context).flatMap(({ rule }) => {
      const name = nameIn(rule.text)
      return name === undefined
        ? []
        : [
            {
              message: `\`${rule.text}\` names an account, \`${name}\``,
              help: 'write its number: without that account the whole file does not load, and everything is open',
              place: rule.place,
            },
          ]
    }),
}

const nameIn = (rule: string): string | undefined => {
  const text = rule.replaceAll(/comment ("[^"]*"|\S+)/g, '')
  const named =
    /\bsk[ug]id\s+(?:(?:!=|==|eq|ne)\s+)?(?:\{\s*)?"?([A-Za-z_][\w.-]*)"?/.exec(text) ??
    /--[ug]id-owner\s+"?([A-Za-z_][\w.-]*)"?/.exec(text)
  const name = named?.[1]
  return name === undefined || always.includes(name) ? undefined : name
}

/** Words of nft that stand where a name would, and the account that no system lacks. */
const always: readonly string[] = ['vmap', 'map', 'root']
