/** What tests measure inside of a page: each of these runs in the browser, and sees the page alone. */

/** Every text that is seen, with its colour and that of what it stands on: `rgb(...) on rgb(...)`, and where. */
export const colours = () => {
  const isClear = (colour) => /, 0\)$|^transparent$/.test(colour)
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const { backgroundColor } = getComputedStyle(each)
      if (!isClear(backgroundColor)) return backgroundColor
    }
    return 'rgb(255, 255, 255)'
  }
  const found = new Map()
  for (const element of document.body.querySelectorAll('*')) {
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === 3 && node.textContent.trim() !== '',
    )
    if (!hasText || element.closest('svg') || !element.offsetParent) continue
    const pair = `${getComputedStyle(element).color} on ${ground(element)}`
    found.set(pair, `${element.tagName} ${element.className}`)
  }
  return [...found]
}

/** Labels of the picture that reach out of it, or into the first of its lines. */
export const misplacedLabels = () => {
  const svg = document.querySelector('svg.gateway')
  if (!svg) return ['no picture']
  const frame = svg.getBoundingClientRect()
  const starts = [...svg.querySelectorAll('.start')].map(
    (each) => each.getBoundingClientRect().left,
  )
  const first = Math.min(...starts) - 4
  return [...svg.querySelectorAll('text')].flatMap((text) => {
    const { left, right } = text.getBoundingClientRect()
    if (left < frame.left || right > frame.right) return [`out: ${text.textContent}`]
    const isLabel = !text.closest('.head') && !text.matches('.unreached')
    return isLabel && right > first ? [`into a line: ${text.textContent}`] : []
  })
}

export const widthOfPage = () => document.documentElement.scrollWidth

export const titleAndScripts = () => ({ title: document.title, scripts: document.scripts.length })

export const levelsOfHeadings = () =>
  [...document.querySelectorAll('h1,h2,h3,h4')].map(({ tagName }) => Number(tagName.slice(1)))

export const focused = () => {
  const { tagName, className } = document.activeElement
  return `${tagName} ${document.activeElement.getAttribute('href') ?? className}`
}

export const focusSummary = () => document.querySelector('summary').focus()

export const isUnfolded = () => document.querySelector('details').open

export const onPaper = () => ({
  ground: getComputedStyle(document.documentElement).backgroundColor,
  ink: getComputedStyle(document.body).color,
  nav: getComputedStyle(document.querySelector('nav')).display,
  folded: document.querySelector('details section').getBoundingClientRect().height,
})
