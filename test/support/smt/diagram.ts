import type { Arena, Diagram } from '../../../src/verifier/diagram/arena.ts'
import { at, FALSE, offsetOf, TRUE } from '../../../src/verifier/diagram/arena.ts'

/**
 * A decision diagram as SMT-LIB: one definition a node, `|node N|`, over one Boolean for each variable, whose terms
 * `variable` gives. Returns the definitions, and the term that stands for the whole.
 */
export const printDiagram = (
  { nodes }: Arena,
  set: Diagram,
  variable: (level: number) => string,
): { readonly definitions: string; readonly term: string } => {
  const lines: string[] = []
  const done = new Set<number>()
  const termOf = (edge: number): string => {
    if (edge === FALSE) return 'false'
    if (edge === TRUE) return 'true'
    return (edge & 1) === 1 ? `(not |node ${edge >> 1}|)` : `|node ${edge >> 1}|`
  }
  const visit = (edge: number): void => {
    const node = edge >> 1
    if (node === 0 || done.has(node)) return
    done.add(node)
    const offset = offsetOf(edge)
    const low = at(nodes, offset + 1)
    const high = at(nodes, offset + 2)
    visit(low)
    visit(high)
    const test = variable(at(nodes, offset))
    lines.push(`(define-fun |node ${node}| () Bool (ite ${test} ${termOf(high)} ${termOf(low)}))`)
  }
  visit(set)
  return { definitions: lines.join('\n'), term: termOf(set) }
}
