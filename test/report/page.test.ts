/**
 * Goal: a page says what the proof says, the same bytes each time, and nothing that a ruleset says gets out of its text.
 * Method: make pages by the command itself, of what is proved, refuted, undecided and refused, of hostile rulesets and
 * of huge ones, and look at their markup.
 */
import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { gatewayFacts } from '../../src/artefacts/index.ts'
import { readMachine } from '../../src/backends/sources/index.ts'
import { defaultPolicy, readPolicy } from '../../src/policy/index.ts'
import { renderReport } from '../../src/report/index.ts'
import { guaranteeIds, survey, verify } from '../../src/verifier/index.ts'
import { hostile, leakyTorifier, pageOf } from './page-of.ts'

const proved = await pageOf()
const refuted = await pageOf({ 'leaky.nft': leakyTorifier })

/** What an element that has only text in it says, as people read it. */
const textOf = (markup: string): string =>
  markup
    .replace(/<(?:style|desc|title)\b[^>]*>[\s\S]*?<\/(?:style|desc|title)>/g, '')
    .replace(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

const section = (page: string, id: string): string =>
  page
    .split(/(?=<(?:section|article)[^>]* id=")/)
    .find(
      (part) => part.startsWith('<') && part.slice(0, part.indexOf('>')).includes(` id="${id}"`),
    ) ?? ''

describe('a page', () => {
  test('tells the verdict first', () => {
    expect(textOf(proved.slice(proved.indexOf('<h1'), proved.indexOf('</h1>')))).toBe('Proved')
    expect(textOf(refuted.slice(refuted.indexOf('<h1'), refuted.indexOf('</h1>')))).toBe('Refuted')
    expect(proved.indexOf('<h1')).toBeLessThan(proved.indexOf('<h2'))
    expect(proved).toMatch(/<title>proved: /)
  })

  test('is the same, byte for byte, each time', async () => {
    expect(await pageOf()).toBe(proved)
    expect(await pageOf({ 'leaky.nft': leakyTorifier })).toBe(refuted)
  })

  test('has nothing to load and nothing to run', () => {
    for (const page of [proved, refuted]) {
      expect(page).not.toMatch(/<(?:script|link|img|iframe|object|embed|form|base)\b/i)
      expect(page).not.toMatch(/\s(?:src|srcset|action|style|on[a-z]+)=/i)
      expect(page).not.toMatch(/url\(|@import|https?:/i)
      for (const [, link] of page.matchAll(/href="([^"]*)"/g)) expect(link).toMatch(/^#/)
    }
  })

  test('forbids by its own policy what it has not, and knows its style by the digest', () => {
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(proved) ?? []
    const digest = createHash('sha256').update(style).digest('base64')
    const [, policy = ''] =
      /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(proved) ?? []
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
    )
    expect(proved.indexOf('Content-Security-Policy')).toBeLessThan(proved.indexOf('<style>'))
  })

  test('leads by its links to parts that are there, each of which is there once', () => {
    for (const page of [proved, refuted]) {
      const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const [, id] of page.matchAll(/(?:href="#|aria-labelledby=")([^"]*)"/g))
        for (const each of (id ?? '').split(' ')) expect(ids).toContain(each)
    }
  })

  test('has every guarantee with its verdict and its theorem', () => {
    for (const id of guaranteeIds)
      expect(section(proved, id), id).toMatch(
        /class="verdict-word">proved<.*\n<p class="theorem">[A-Z`<]/,
      )
    expect(textOf(section(proved, 'udp-dropped'))).toContain('whatever connections conntrack holds')
    expect(textOf(section(proved, 'tcp-reaches-tor'))).toContain('from an empty conntrack')
  })

  test('has of each refutation the packet, the rule and the way', () => {
    const told = section(refuted, 'udp-dropped')
    expect(textOf(told)).toMatch(/vif7\.0: udp 10\.137\.0\.10:40000 > 8\.8\.8\.8:443 state new/)
    expect(textOf(told)).toContain('To blame: leaky.nft:')
    expect(told).toMatch(/<svg class="way".*role="img"/)
    expect(textOf(told)).toMatch(/forward, inet filter forward/)
  })

  test('has digests of what it was made of', () => {
    const digest = createHash('sha256').update(leakyTorifier).digest('hex')
    expect(refuted).toContain(digest)
  })

  test('names the line of the policy that a rule to blame comes from', async () => {
    const { stdout } = await import('../cli/world.ts').then(({ runLine }) =>
      runLine(['compile'], {}),
    )
    const broken = stdout.replace(
      'counter drop comment "drop-udp',
      'counter accept comment "drop-udp',
    )
    const page = await pageOf({
      'broken.nft': broken
        .replaceAll('policy drop', 'policy accept')
        .replaceAll(/^.*(?:forward-nothing|default-drop).*$/gm, ''),
    })
    expect(textOf(section(page, 'udp-dropped'))).toMatch(/To blame: broken\.nft:\d+:\d+/)
  })
})

describe('a page of a part', () => {
  test('says of how many guarantees it has nothing to say', async () => {
    const page = await pageOf({ 'leaky.nft': leakyTorifier }, ['--only', 'no-offload'])
    expect(textOf(section(page, 'verdict'))).toContain(
      `Only 1 of ${guaranteeIds.length} guarantees was asked for: of the others nothing is said.`,
    )
    expect(textOf(section(proved, 'verdict'))).not.toContain('asked for')
  })

  test('draws nothing where a family is beyond the limits, and says why', () => {
    const { value } = readMachine([{ name: 'leaky.nft', text: leakyTorifier }])
    const { value: policy } = readPolicy(defaultPolicy.text, { source: defaultPolicy.name })
    if (!value || !policy) throw new Error('both are read')
    const { machine } = value
    const facts = gatewayFacts(policy.gateway)
    const page = renderReport({
      ...{ tool: { name: 'qubes-tor-fw', version: '1' }, facts, policy: null, diagnostics: [] },
      sources: [{ name: 'leaky.nft', kind: 'nft', text: leakyTorifier }],
      asked: {
        ...{ machine, fromEmptyConntrack: false, originAt: () => null },
        verification: verify(machine, facts, { only: ['no-offload'] }),
        survey: survey(machine, facts, { nodes: 3000 }),
        lint: { findings: [], unjudged: [] },
      },
    })
    expect(page).not.toContain('<svg class="gateway"')
    expect(page).not.toContain('class="matrix"')
    expect(textOf(section(page, 'gateway'))).toMatch(
      /It is not drawn: of ipv4 the proof needs more/,
    )
    expect(textOf(section(page, 'services'))).toMatch(
      /It is not told: of IPv4 the proof needs more/,
    )
  })
})

describe('a page of what is not proved', () => {
  test('of a file that would not load is no proof of anything', async () => {
    const page = await pageOf({ 'broken.nft': 'table inet x { chain' })
    expect(textOf(page.slice(page.indexOf('<h1'), page.indexOf('</h1>')))).toBe('Would not load')
    expect(page).not.toMatch(/class="guarantee|<svg class="gateway"/)
    expect(page).toContain('id="reading"')
  })

  test('of what no reader understands says so, and has no tick', async () => {
    const page = await pageOf(
      {
        'opaque.nft':
          'table inet w {\n chain f {\n  type filter hook forward priority 0; policy drop;\n  xt match "bpf" accept\n }\n chain i {\n  type filter hook input priority 0; policy drop;\n }\n}\n',
      },
      ['--only', 'no-client-escape'],
    )
    expect(textOf(page.slice(page.indexOf('<h1'), page.indexOf('</h1>')))).toBe('Undecided')
    expect(textOf(section(page, 'no-client-escape'))).toContain('xt match')
    const picture = page.slice(
      page.indexOf('<svg class="gateway"'),
      page.indexOf('</svg>', page.indexOf('<svg class="gateway"')),
    )
    expect(picture).toMatch(/class="end perhaps doubt"/)
    expect(picture).not.toMatch(/class="tick"|class="end bad"/)
  })
})

/** All markup of a page, without its text. */
const tagsOf = (page: string): readonly string[] => page.match(/<[^>]*>/g) ?? []

describe('what a ruleset says stays text', async () => {
  const harmless = tagsOf(await pageOf({ 'a.nft': hostile('harmless') }))

  test.each([
    '<script>alert(1)</script>',
    '</code></style><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    '&lt;script&gt;',
    '--><script>',
    ']]><b>',
  ])('%s', async (word) => {
    const page = await pageOf({ 'a.nft': hostile(word) })
    expect(textOf(page).includes(word)).toBe(true)
    expect(tagsOf(page)).toEqual(harmless)
  })

  test('what turns text round or hides it is spelt out', async () => {
    const page = await pageOf({ 'a.nft': hostile('a\u202eb\u200bc\u0085d') })
    expect(textOf(page).includes('a\\u{202e}b\\u{200b}c\\x85d')).toBe(true)
  })

  test('names of files, of interfaces and of sets too', async () => {
    const name = '"><script>alert(1)</script>.nft'
    const page = await pageOf({ [name]: leakyTorifier.replaceAll('vif*', 'v<b>*') })
    const tags = new Set(tagsOf(page).map((tag) => tag.replace(/[ >][\s\S]*/, '')))
    expect([...tags].filter((tag) => ['<script', '<b*'].includes(tag))).toEqual([])
    expect(textOf(page).includes(name)).toBe(true)
  })
})

describe('a page of a huge ruleset', () => {
  const chains = Array.from(
    { length: 120 },
    (_, index) =>
      `	chain c${index} {\n		type filter hook forward priority ${index}; policy accept;\n${`		iifname "vif*" udp dport ${1000 + index} accept comment "${'long '.repeat(20)}"\n`.repeat(4)}	}\n`,
  )
  const text = `table inet filter {\n${chains.join('')}}\n`

  test('is bounded, and says what it leaves out', async () => {
    const page = await pageOf({ 'huge.nft': text })
    expect(page.length).toBeLessThan(2_000_000)
    expect(textOf(page)).toMatch(/\d+ more stops of the hooks, left out here/)
    expect(textOf(page)).toMatch(/\d+ more findings; lint tells them all, left out here/)
    expect(textOf(page)).toMatch(/steps are left out here/)
  })

  test('cuts a text that nobody would read', async () => {
    const page = await pageOf({
      'long.nft': leakyTorifier.replace(
        'policy accept;\n\t\tiifname "vif*" oifname',
        `policy accept;\n\t\tudp dport { ${Array.from({ length: 3000 }, (_, index) => 2 * index + 1).join(', ')} } accept\n\t\tiifname "vif*" oifname`,
      ),
    })
    expect(textOf(page)).toMatch(/… \(\d+ characters more\)/)
    expect(page.length).toBeLessThan(2_000_000)
  })
})
