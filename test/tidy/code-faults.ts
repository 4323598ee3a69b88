import ts from 'typescript'
import { roomOf, roomsWithIo } from './imports.ts'
import { lineOf, nodesOf, parse } from './sources.ts'

export const FUNCTION_LINES_MAX = 70
export const FILE_LINES_MAX = 400

/** The one file that asks what time it is; everybody else is told. */
const CLOCK = 'src/host/system/clock.ts'

/** What product code may not say, with the reason in the message; one sentence for each place. */
export const codeFaults = (path: string, text: string): readonly string[] => {
  const file = parse(path, text)
  const hasIo = roomsWithIo.includes(roomOf(path))
  return [...nodesOf(file)].flatMap((node) => {
    const fault = path === CLOCK ? undefined : (banned(node) ?? (hasIo ? undefined : impure(node)))
    return fault === undefined ? [] : [`${path}:${lineOf(file, node.getStart(file))}: ${fault}`]
  })
}

const banned = (node: ts.Node): string | undefined => {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return '`any` switches the types off'
  if (ts.isAsExpression(node) && isAsUnknown(node.expression))
    return '`as unknown as` says what no check has shown'
  if (ts.isNonNullExpression(node)) return '`!` says what no check has shown'
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date')
    return '`new Date` makes output depend on the clock'
  if (ts.isPropertyAccessExpression(node)) {
    const text = node.getText().replace(/\s/g, '')
    if (text === 'Math.random') return '`Math.random` makes output depend on chance'
    if (text === 'Date.now' || text === 'performance.now')
      return `\`${text}\` makes output depend on the clock`
    if (node.expression.getText() === 'console')
      return '`console` writes past the streams of the run'
  }
  return undefined
}

const isAsUnknown = (node: ts.Node): boolean =>
  ts.isParenthesizedExpression(node)
    ? isAsUnknown(node.expression)
    : ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.UnknownKeyword

/** Globals by which a pure room could see or touch the world. */
const worldly = ['process', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'require']

const impure = (node: ts.Node): string | undefined => {
  if (!ts.isIdentifier(node) || !worldly.includes(node.text)) return undefined
  const { parent } = node
  const isName =
    (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
    ((ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node)
  return isName ? undefined : `\`${node.text}\` belongs to the rooms that do IO`
}

/** Functions that are too long to read at once. */
export const longFunctions = (path: string, text: string): readonly string[] => {
  const file = parse(path, text)
  return [...nodesOf(file)].flatMap((node) => {
    if (!isFunctionWithBody(node)) return []
    const start = lineOf(file, node.getStart(file))
    const lines = lineOf(file, node.end) - start + 1
    return lines > FUNCTION_LINES_MAX ? [`${path}:${start}: a function of ${lines} lines`] : []
  })
}

const isFunctionWithBody = (node: ts.Node): boolean =>
  ts.isFunctionLike(node) && 'body' in node && node.body !== undefined
