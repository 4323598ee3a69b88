/**
 * docs/gateway.svg from a page of `verify --report`: the picture of the default gateway, as anybody gets it.
 * `node scripts/generate-picture.mjs` writes it; a test compares.
 */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const root = new URL('..', import.meta.url)
const target = new URL('docs/gateway.svg', root)

/** Around the picture, in its own units. */
const margin = 16

/** The picture of a page as a file of its own: with the colours of the page, and a ground to stand on. */
export const pictureOf = (page) => {
  const [, viewBox, inside] =
    /<svg class="gateway" viewBox="([\d. ]+)"[^>]*>([\s\S]*?)<\/svg>/.exec(page) ?? []
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? []
  if (!viewBox || !style) throw new Error('the page has no picture')
  const end = inside.indexOf('</desc>') + '</desc>'.length
  const [, , width, height] = viewBox.split(' ').map(Number)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}" font-size="13" font-family="system-ui,'DejaVu Sans',sans-serif" role="img" aria-labelledby="picture-title picture-description">${inside.slice(0, end)}
<style>${style.split('\n').filter(isOfPictures).join('\n')}</style>
<rect x="${-margin}" y="${-margin}" width="100%" height="100%" fill="var(--ground)"/>${inside.slice(end)}</svg>
`
}

/** Rules for HTML have no part in it, and the width of the page none either. */
const isOfPictures = (line) =>
  line.startsWith(':root') ||
  line.startsWith('@media (prefers-color-scheme') ||
  (/^(?:svg |rect|\.(?:machine|zone|sockets|line|pass|start|end|tick|some|all|answer)\b)/.test(
    line,
  ) &&
    !line.startsWith('svg.gateway'))

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { stdout } = spawnSync(process.execPath, ['dist/start.cjs', 'verify', '--report', '-'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  writeFileSync(target, pictureOf(stdout))
}
