import { assertNever } from '../../../../assert.ts'
import type { Scope } from '../codec.ts'
import { quoteWord } from '../text/quote.ts'
import type { Command, Counters, RestoreFile, Rule } from '../tree.ts'
import { ruleText } from './rule.ts'

const countersText = ({ packets, bytes }: Counters): string => `[${packets}:${bytes}]`

const line = (head: readonly string[], rule: Rule, scope: Scope): string => {
  const text = ruleText(rule, scope)
  const counters = rule.counters ? [countersText(rule.counters)] : []
  return [...counters, ...head, ...(text === '' ? [] : [text])].join(' ')
}

const optional = (word: string | number | null): readonly string[] =>
  word === null ? [] : [quoteWord(`${word}`)]

const commandLines = (command: Command, scope: Scope): readonly string[] => {
  switch (command.kind) {
    case 'chain': {
      const counters = command.counters ? [countersText(command.counters)] : []
      return [[`:${command.chain}`, command.policy ?? '-', ...counters].join(' ')]
    }
    case 'append':
      return command.rules.map((rule) => line(['-A', quoteWord(command.chain)], rule, scope))
    case 'delete-rule':
      return command.rules.map((rule) => line(['-D', quoteWord(command.chain)], rule, scope))
    case 'check':
      return command.rules.map((rule) => line(['-C', quoteWord(command.chain)], rule, scope))
    case 'insert':
      return command.rules.map((rule) =>
        line(['-I', quoteWord(command.chain), `${command.at}`], rule, scope),
      )
    case 'replace':
      return command.rules.map((rule) =>
        line(['-R', quoteWord(command.chain), `${command.at}`], rule, scope),
      )
    case 'delete-at':
      return [`-D ${quoteWord(command.chain)} ${command.at}`]
    case 'new-chain':
      return [`-N ${quoteWord(command.chain)}`]
    case 'delete-chain':
      return [['-X', ...optional(command.chain)].join(' ')]
    case 'flush':
      return [['-F', ...optional(command.chain)].join(' ')]
    case 'list':
      return [['-L', ...optional(command.chain)].join(' ')]
    case 'list-rules':
      return [['-S', ...optional(command.chain)].join(' ')]
    case 'zero':
      return [['-Z', ...optional(command.chain), ...optional(command.at)].join(' ')]
    case 'rename':
      return [`-E ${quoteWord(command.chain)} ${quoteWord(command.to)}`]
    case 'policy':
      return [`-P ${quoteWord(command.chain)} ${command.policy}`]
    case 'other-family':
      return [command.words.map(quoteWord).join(' ')]
    default:
      return assertNever(command)
  }
}

/** The file, command by command, each as iptables-save spells it. Lists of addresses become a line for each. */
export const restoreFileText = (file: RestoreFile): string =>
  file.blocks
    .flatMap(({ table, commands }) => [
      `*${table}`,
      ...commands.flatMap((command) => commandLines(command, file)),
      'COMMIT',
    ])
    .map((written) => `${written}\n`)
    .join('')

/** What the file comes to, as iptables-save prints it: chains, then their rules, without counters. */
export const saveText = (file: RestoreFile): string =>
  file.tables
    .flatMap(({ name, chains }) => [
      `*${name}`,
      ...chains.flatMap((chain) =>
        chain.hook && !chain.policy ? [] : [`:${chain.name} ${chain.policy ?? '-'} [0:0]`],
      ),
      ...chains.flatMap((chain) =>
        chain.rules.map((rule) =>
          line(['-A', quoteWord(chain.name)], { ...rule, counters: null }, file),
        ),
      ),
      'COMMIT',
    ])
    .map((written) => `${written}\n`)
    .join('')
