/**
 * Goal: a page is what a browser makes of it: it asks for nothing, complains of nothing, and is read by day, by night, on
 * paper, on a telephone, without a mouse and without eyes.
 * Method: open pages of a proved, a refuted and a hostile ruleset in a headless Chromium, and measure what is rendered.
 * `REPORT_SCREENSHOTS=folder` keeps what was seen, to be looked at.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { contrast } from './contrast.ts'
import { hostile, leakyTorifier, pageOf } from './page-of.ts'

/** What of playwright-core is used here. */
interface Page {
  readonly goto: (url: string) => Promise<unknown>
  readonly on: (event: string, tell: (what: never) => void) => void
  readonly emulateMedia: (media: Readonly<Record<string, string>>) => Promise<void>
  readonly setViewportSize: (size: { width: number; height: number }) => Promise<void>
  readonly evaluate: <Result>(work: () => Result) => Promise<Result>
  readonly screenshot: (options: { path?: string; fullPage?: boolean }) => Promise<unknown>
  readonly keyboard: { readonly press: (key: string) => Promise<void> }
  readonly locator: (selector: string) => { readonly ariaSnapshot: () => Promise<string> }
  readonly close: () => Promise<void>
}
interface Browser {
  readonly newPage: () => Promise<Page>
  readonly close: () => Promise<void>
}
interface Lab {
  readonly findChromium: () => { readonly path?: string; readonly why?: string }
  readonly startChromium: (path: string) => Promise<Browser>
}

const lab: Lab = await import(new URL('../../scripts/lab-chromium.mjs', import.meta.url).href)
/** What is measured inside of a page. */
interface InPage {
  readonly colours: () => readonly (readonly [pair: string, where: string])[]
  readonly misplacedLabels: () => readonly string[]
  readonly widthOfPage: () => number
  readonly titleAndScripts: () => { readonly title: string; readonly scripts: number }
  readonly levelsOfHeadings: () => readonly number[]
  readonly focused: () => string
  readonly focusSummary: () => void
  readonly isUnfolded: () => boolean
  readonly onPaper: () => Readonly<Record<'ground' | 'ink' | 'nav', string>> & {
    readonly folded: number
  }
}
const inPage: InPage = await import(new URL('in-page.mjs', import.meta.url).href)

const { path, why } = lab.findChromium()
if (path === undefined && process.env['CI']) throw new Error(`no browser: ${why}`)

const folder = mkdtempSync(join(tmpdir(), 'qubes-tor-fw-report-'))
const kept = process.env['REPORT_SCREENSHOTS']
if (kept !== undefined) mkdirSync(kept, { recursive: true })
const pages = {
  proved: await pageOf(),
  refuted: await pageOf({ 'leaky.nft': leakyTorifier }),
  hostile: await pageOf({ 'hostile.nft': hostile('</code><script>document.title="run"</script>') }),
}
type Name = keyof typeof pages
const names = Object.keys(pages) as Name[]
for (const name of names) writeFileSync(join(folder, `${name}.html`), pages[name])

const browser = path === undefined ? undefined : await lab.startChromium(path)
afterAll(async () => {
  await browser?.close()
  rmSync(folder, { recursive: true, force: true })
})

interface Opened {
  readonly page: Page
  readonly url: string
  /** What the page asked for, and what the browser had to say. */
  readonly requests: readonly string[]
  readonly complaints: readonly string[]
}

const open = async (name: Name, scheme = 'light', width = 1100): Promise<Opened> => {
  if (!browser) throw new Error('skipped where there is no browser')
  const page = await browser.newPage()
  const url = pathToFileURL(join(folder, `${name}.html`)).href
  const requests: string[] = []
  const complaints: string[] = []
  page.on('request', (request: { url: () => string }) => requests.push(request.url()))
  page.on('console', (message: { text: () => string }) => complaints.push(message.text()))
  page.on('pageerror', (error: Error) => complaints.push(error.message))
  await page.setViewportSize({ width, height: 900 })
  await page.emulateMedia({ colorScheme: scheme })
  await page.goto(url)
  return { page, url, requests, complaints }
}

const keep = async (page: Page, name: string): Promise<void> => {
  if (kept !== undefined) await page.screenshot({ path: join(kept, `${name}.png`), fullPage: true })
}

const hex = (rgb: string): string =>
  `#${(rgb.match(/\d+/g) ?? [])
    .slice(0, 3)
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')}`

describe.skipIf(path === undefined)(`in a browser${path === undefined ? ` (${why})` : ''}`, () => {
  test.each(names)('%s: asks for nothing, and the browser has nothing to say', async (name) => {
    const { page, url, requests, complaints } = await open(name)
    const { title, scripts } = await page.evaluate(inPage.titleAndScripts)
    expect(title).not.toBe('run')
    expect(scripts).toBe(0)
    expect(requests).toEqual([url])
    expect(complaints).toEqual([])
    await page.close()
  })

  test.each(['light', 'dark'])('every text is read, by %s', async (scheme) => {
    const { page } = await open('refuted', scheme)
    await keep(page, `refuted-${scheme}`)
    const pairs = await page.evaluate(inPage.colours)
    expect(pairs.length).toBeGreaterThan(5)
    const faint = pairs.filter(([pair]) => {
      const [text = '', on = ''] = pair.split(' on ')
      return contrast(hex(text), hex(on)) < 4.5
    })
    expect(faint).toEqual([])
    await page.close()
  })

  test.each(['proved', 'refuted'] as const)(
    '%s: a picture is legible, and a telephone shows all of it',
    async (name) => {
      const { page } = await open(name, name === 'proved' ? 'dark' : 'light')
      await keep(page, `${name}-wide`)
      expect(await page.evaluate(inPage.misplacedLabels)).toEqual([])
      await page.setViewportSize({ width: 360, height: 800 })
      await keep(page, `${name}-narrow`)
      expect(await page.evaluate(inPage.widthOfPage)).toBeLessThanOrEqual(360)
      await page.close()
    },
  )

  test('is gone through by keys alone', async () => {
    const { page } = await open('refuted')
    const met: string[] = []
    for (let times = 0; times < 14; times++) {
      await page.keyboard.press('Tab')
      met.push(await page.evaluate(inPage.focused))
    }
    const parts = ['verdict', 'gateway', 'guarantees', 'services', 'lint', 'facts', 'made-of']
    expect(met.slice(0, 8)).toEqual(['verdict', ...parts].map((id) => `A #${id}`))
    expect(met.filter((each) => each === 'DIV scroll').length).toBeGreaterThan(1)
    await page.evaluate(inPage.focusSummary)
    expect(await page.evaluate(inPage.isUnfolded)).toBe(false)
    await page.keyboard.press('Enter')
    expect(await page.evaluate(inPage.isUnfolded)).toBe(true)
    await page.close()
  })

  test('tells who does not see it where they are', async () => {
    const { page } = await open('refuted')
    const told = await page.locator('body').ariaSnapshot()
    const isTold = (what: string): boolean => told.includes(what)
    const marks = [
      ...['banner:', 'navigation "Parts of this page":', 'main:', 'contentinfo:'],
      ...['heading "Refuted" [level=1]', 'img "Where each class of client packet ends'],
      // An apostrophe is doubled there.
      's way: vif7.0, then PREROUTING, then routing',
    ]
    expect(marks.filter((each) => !isTold(each))).toEqual([])
    const levels = await page.evaluate(inPage.levelsOfHeadings)
    expect(levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1)).toEqual([])
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    await page.close()
  })

  test('is on paper by day, with everything that is folded away', async () => {
    const { page } = await open('refuted', 'dark')
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
    await keep(page, 'refuted-print')
    const { folded, ...seen } = await page.evaluate(inPage.onPaper)
    expect(seen).toEqual({ ground: 'rgb(255, 255, 255)', ink: 'rgb(30, 27, 36)', nav: 'none' })
    expect(folded).toBeGreaterThan(100)
    await page.close()
  })
})
