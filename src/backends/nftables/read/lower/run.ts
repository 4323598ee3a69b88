/** A transaction's commands, one after the other, on what the kernel holds so far. */
import type { ReadCommandBodies, ReadDocument, ReadItem, ReadObject } from 'nftables-json'
import { itemEntry } from 'nftables-json'
import { assertNever } from '../../../../assert.ts'
import { addObject, type Running, renameChain } from './run-add.ts'
import { flushSelection, removeSelection } from './run-remove.ts'

export function runDocument(running: Running, document: ReadDocument): void {
  for (const item of document.nftables) runItem(running, item)
}

function runItem(running: Running, item: ReadItem): void {
  const [kind, body] = itemEntry(item)
  switch (kind) {
    case 'metainfo':
    case 'list':
    case 'reset':
      return
    case 'opaque':
      running.report.error(
        'nft-load-unknown',
        'a command or an object that was not understood',
        item,
      )
      return
    case 'add':
    case 'create':
    case 'insert':
    case 'replace':
      addObject(running, body, kind)
      return
    case 'rename':
      if ('chain' in body) renameChain(running, body.chain)
      else running.report.error('nft-load-unknown', 'only chains are renamed', item)
      return
    case 'delete':
      removeSelection(running, body, true, item)
      return
    case 'destroy':
      removeSelection(running, body, false, item)
      return
    case 'flush':
      flushSelection(running, body, item)
      return
    default:
      addObject(running, objectOf(item), 'listed')
  }
}

/** An item that is no command is an object. */
function objectOf(item: ReadItem): ReadObject {
  if (!isObject(item)) return assertNever(item as never)
  return item
}

const commands: readonly (keyof ReadCommandBodies | 'metainfo' | 'opaque')[] = [
  ...(['metainfo', 'list', 'reset', 'opaque', 'add', 'create', 'insert', 'replace'] as const),
  ...(['rename', 'delete', 'destroy', 'flush'] as const),
]

const isObject = (item: ReadItem): item is ReadObject =>
  !commands.some((command) => Object.hasOwn(item, command))
