/** Documents: which commands fold into a table's block, and which stand for themselves. */
import { type Block, type ChainMember, type Member, printBlock } from './blocks.ts'
import { printCommand } from './commands.ts'
import { type Body, body, isBody, isList, wrapped } from './json.ts'
import { kinds } from './objects.ts'
import { at, type Place, refuse } from './place.ts'
import { ruleKeys } from './rules.ts'

const commands: ReadonlySet<string> = new Set([
  ...['add', 'create', 'insert', 'replace', 'delete', 'destroy', 'rename', 'flush', 'list'],
  ...['reset'],
])

/** Lines of comment to stand before an object. */
export type Remarks = (object: unknown) => readonly string[]

interface Open {
  readonly key: string
  readonly table: Member
  readonly objects: Member[]
  readonly chains: Map<string, { readonly member: Member; readonly rules: Member[] }>
  readonly names: Set<string>
}

/** The parts of the document's text, one for each block or run of commands. */
export function printItems(nodes: readonly unknown[], place: Place, remark: Remarks): string[] {
  const printer = new DocumentPrinter(remark)
  for (const [index, node] of nodes.entries()) printer.item(node, at(place, index))
  return printer.finish()
}

/** Folds items in their order: the text must do what the commands do, one after another. */
class DocumentPrinter {
  readonly #remark: Remarks
  readonly #parts: string[] = []
  #lines: string[] = []
  #open: Open | undefined

  constructor(remark: Remarks) {
    this.#remark = remark
  }

  item(node: unknown, place: Place): void {
    const [key, value] = wrapped(node) ?? []
    if (key === undefined) {
      refuse(place, 'an item of a document is an object with one key')
    } else if (key === 'metainfo') {
      // It says which nft wrote the document, and nothing to the nft that reads it.
    } else if (commands.has(key) && !isNamedObject(key, value)) {
      this.#command(key, value, at(place, key))
    } else {
      this.#command('add', node, place)
    }
  }

  finish(): string[] {
    this.#closeBlock()
    this.#closeLines()
    return this.#parts
  }

  #command(command: string, node: unknown, place: Place): void {
    const [kind, object] = wrapped(node) ?? []
    if (command === 'add' && kind !== undefined && isBody(object)) {
      const here = at(place, kind)
      const member = { kind, object, place: here, remarks: this.#remark(node) }
      if (kind === 'table') {
        this.#openBlock(member)
        return
      }
      if (this.#fold(member)) return
    }
    this.#closeBlock()
    this.#lines.push(...this.#remark(node).map((line) => (line === '' ? '#' : `# ${line}`)))
    this.#lines.push(printCommand(command, node, place))
  }

  #openBlock(table: Member): void {
    const key = tableKey(table.object, 'name')
    this.#closeBlock()
    this.#closeLines()
    const names = new Set<string>()
    this.#open = { key, table, objects: [], chains: new Map(), names }
  }

  /**
   * Puts an object into the open block where the block says the same as the command.
   * A block adds its sets before its chains and its chains before any rule, and names each object once.
   */
  #fold(member: Member): boolean {
    const open = this.#open
    const { kind, object } = member
    if (open === undefined || tableKey(object, 'table') !== open.key) return false
    if (kind === 'rule') {
      const chain = open.chains.get(String(object['chain']))
      if (chain === undefined || object['index'] !== undefined) return false
      body(object, member.place, ruleKeys)
      chain.rules.push(member)
      return true
    }
    const name = `${kind === 'chain' ? 'chain' : 'object'} ${String(object['name'])}`
    if (!kinds.has(kind) || open.names.has(name)) return false
    open.names.add(name)
    if (kind === 'chain') open.chains.set(String(object['name']), { member, rules: [] })
    else open.objects.push(member)
    return true
  }

  #closeBlock(): void {
    const open = this.#open
    if (open === undefined) return
    this.#open = undefined
    const chains: ChainMember[] = [...open.chains.values()].map(({ member, rules }) => ({
      ...member,
      rules,
    }))
    const block: Block = { table: open.table, objects: open.objects, chains }
    const empty = block.objects.length === 0 && chains.length === 0
    if (!empty) {
      this.#parts.push(printBlock(block).join('\n'))
      return
    }
    const { table } = open
    this.#lines.push(...table.remarks.map((line) => (line === '' ? '#' : `# ${line}`)))
    this.#lines.push(printCommand('add', { table: table.object }, tablePlace(table.place)))
  }

  #closeLines(): void {
    if (this.#lines.length > 0) this.#parts.push(this.#lines.join('\n'))
    this.#lines = []
  }
}

/** The place of the wrapper around a table: `printCommand` steps into it again. */
function tablePlace(place: Place): Place {
  return { ...place, path: place.path.replace(/\/table$/, ''), depth: place.depth - 1 }
}

function tableKey(object: Body, key: 'name' | 'table'): string {
  return `${String(object['family'] ?? 'ip')} ${String(object[key])}`
}

/** No command is the name of an object, today; a command wraps another wrapper. */
function isNamedObject(key: string, value: unknown): boolean {
  return kinds.has(key) && isBody(value) && value['name'] !== undefined
}

/** The items of a document: `{ "nftables": [...] }`. */
export function documentItems(document: unknown, place: Place): readonly unknown[] {
  if (isBody(document) && isList(document['nftables'])) return document['nftables']
  refuse(place, 'a document is an object with the key "nftables" and a list')
  return []
}
