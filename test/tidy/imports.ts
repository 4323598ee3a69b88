import { posix } from 'node:path'
import ts from 'typescript'
import { nodesOf, parse } from './sources.ts'

/**
 * What each room may look into, besides itself and the files beside the rooms. Left out is forbidden, so that a new room has to
 * be named here. The two streets meet in `ruleset` alone: `netfilter` and `verifier` judge what is shipped, and
 * would judge nothing if they shared `compiler` or `policy` with it.
 */
const everywhere = [
  ...['diagnostics', 'net', 'policy', 'ruleset', 'compiler', 'backends', 'artefacts'],
  ...['netfilter', 'verifier', 'report', 'host', 'cli', 'packages'],
]
export const rooms: Readonly<Record<string, readonly string[]>> = {
  diagnostics: [],
  net: [],
  policy: ['net', 'diagnostics'],
  ruleset: ['net'],
  compiler: ['policy', 'ruleset', 'net', 'diagnostics'],
  backends: ['ruleset', 'net', 'diagnostics', 'packages'],
  artefacts: ['policy', 'compiler', 'backends', 'ruleset', 'verifier', 'net', 'diagnostics'],
  netfilter: ['ruleset', 'net', 'diagnostics'],
  verifier: ['netfilter', 'ruleset', 'net', 'diagnostics', 'backends'],
  report: ['verifier', 'ruleset', 'net', 'diagnostics'],
  host: everywhere.filter((room) => room !== 'cli'),
  cli: everywhere,
  // The library's own face, src/index.ts.
  '': everywhere.filter((room) => room !== 'cli'),
  packages: [],
}

/** Rooms that do IO. The others are functions of their arguments. */
export const roomsWithIo: readonly string[] = ['host', 'cli']

/** Modules of Node that a room without IO may use, since they do none. */
const pureModules: Readonly<Record<string, readonly string[]>> = {
  policy: ['node:crypto'],
  artefacts: ['node:crypto'],
  report: ['node:crypto'],
}

/** What is no room's and every room's: small, and looking into nothing. */
const shared = ['src/assert.ts', 'src/version.ts']

/** Types that are a page of their own; only a type may come in by this second door. */
const typeDoors = ['src/policy/gateway.ts', 'src/diagnostics/diagnostic.ts']

/** Everything at `path` that breaks the order of rooms, one sentence each. `text` is its source. */
export const importFaults = (path: string, text: string): readonly string[] => {
  const file = parse(path, text)
  return [...importsOf(file)].flatMap((imported) => {
    const fault = faultOf(path, imported)
    return fault === undefined ? [] : [`${path}: ${fault}`]
  })
}

const faultOf = (path: string, { specifier, isType }: Import): string | undefined => {
  const room = roomOf(path)
  if (specifier.startsWith('node:')) {
    const isAllowed = roomsWithIo.includes(room) || pureModules[room]?.includes(specifier)
    return isAllowed ? undefined : `\`${room}\` may not use \`${specifier}\``
  }
  const isOwnPackage = specifier === 'nftables-json' || specifier.startsWith('nftables-json/')
  if (!specifier.startsWith('.') && !isOwnPackage) {
    // The schema is written with a dev dependency; the build reads it, and nothing that runs may.
    const isAllowed =
      (specifier === 'yaml' && room === 'policy') ||
      (specifier === '@sinclair/typebox' && path.startsWith('src/policy/schema/'))
    return isAllowed ? undefined : `\`${room}\` may not depend on \`${specifier}\``
  }
  const target = posix.join(posix.dirname(path), specifier)
  if (target.startsWith('src/policy/schema/') && !path.startsWith('src/policy/schema/'))
    return '`src/policy/schema` is read by the build alone'
  const other = isOwnPackage ? 'packages' : roomOf(target)
  if (other === room || shared.includes(target)) return undefined
  if (!rooms[room]?.includes(other)) return `\`${room}\` may not look into \`${other}\``
  const byDoor =
    isOwnPackage ||
    (isType && typeDoors.includes(target)) ||
    /^src\/((backends|host)\/)?[^/]+\/index\.ts$/.test(target) ||
    target.includes('.generated.')
  return byDoor ? undefined : `\`${specifier}\` is not the door of \`${other}\``
}

export const roomOf = (path: string): string =>
  path.startsWith('packages/') ? 'packages' : (/^src\/([^/]+)\//.exec(path)?.[1] ?? '')

interface Import {
  readonly specifier: string
  /** Gone when the program runs. */
  readonly isType: boolean
}

/** Static imports, exports from elsewhere, `import()` and `import('...')` types. */
function* importsOf(file: ts.SourceFile): Generator<Import> {
  for (const node of nodesOf(file)) {
    const specifier = specifierOf(node)
    if (specifier && ts.isStringLiteralLike(specifier))
      yield { specifier: specifier.text, isType: isType(node) }
  }
}

const specifierOf = (node: ts.Node): ts.Node | undefined => {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return node.arguments[0]
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal
  return undefined
}

const isType = (node: ts.Node): boolean =>
  ts.isImportTypeNode(node) ||
  (ts.isImportDeclaration(node) &&
    node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
  (ts.isExportDeclaration(node) && node.isTypeOnly)
