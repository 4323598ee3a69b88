import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import ts from 'typescript'

const root = new URL('../../', import.meta.url)

/** Files that are committed or about to be: paths from the root, with what git ignores left out. */
export const trackedFiles: readonly string[] = [
  ...new Set(
    execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    })
      .split('\0')
      .filter((path) => path !== ''),
  ),
].sort()

export const readTracked = (path: string): string => readFileSync(new URL(path, root), 'utf8')

const isWritten = (path: string): boolean => !/\.generated\.|\.d\.ts$/.test(path)

/** What is shipped, written by hand: the product and its packages. */
export const productFiles: readonly string[] = trackedFiles.filter(
  (path) => /^(src|packages\/[^/]+\/src)\/.*\.ts$/.test(path) && isWritten(path),
)

/** All code written by hand, tests and scripts too. */
export const codeFiles: readonly string[] = trackedFiles.filter(
  (path) => /\.(ts|mjs)$/.test(path) && isWritten(path),
)

export const parse = (path: string, text: string = readTracked(path)): ts.SourceFile =>
  ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true)

/** Every node below, in the order of the text. */
export function* nodesOf(node: ts.Node): Generator<ts.Node> {
  yield node
  for (const child of node.getChildren()) yield* nodesOf(child)
}

export const lineOf = (file: ts.SourceFile, position: number): number =>
  file.getLineAndCharacterOfPosition(position).line + 1
