/** A dom0 of the test's own, which applies states as far as Salt's order and Qubes' modules matter to them. */

type Args = Readonly<Record<string, unknown>>
type Pairs = readonly Readonly<Record<string, unknown>>[]

/** As rendered: each file's states by their names, and what it includes. */
export type Files = Readonly<Record<string, Readonly<Record<string, unknown>>>>

export interface Qube {
  readonly prefs: Record<string, unknown>
  readonly features: Record<string, string>
}

export interface Dom0 {
  readonly qubes: Record<string, Qube>
  /** What becomes of a template in which the package is to be installed: whether the call succeeds. */
  readonly install: (template: Qube) => boolean
  /** Called after each change of anything. */
  readonly changed: () => void
}

interface Outcome {
  readonly succeeded: boolean
  readonly changed: boolean
}

interface State {
  readonly name: string
  readonly function: string
  readonly args: Args
}

const requisites = ['require', 'onchanges', 'unless']

/** The arguments that each function takes, by the modules of Qubes OS 4.2 and 4.3 and by Salt's own. */
export const takes: Readonly<Record<string, readonly string[]>> = {
  'qvm.clone': ['name', 'source'],
  'qvm.vm': ['name', 'actions', 'present', 'service', 'features', 'shutdown'],
  'qvm.prefs': [
    ...['name', 'template', 'netvm', 'provides-network', 'memory', 'autostart', 'default_dispvm'],
  ],
  'cmd.run': ['name'],
  'pkg.installed': ['pkgs', 'sources', 'refresh'],
}

const merged = (pairs: unknown): Args => Object.assign({}, ...(pairs as Pairs))

/** The states of that file and of those that it includes, which come first, each once. */
export const statesOf = (files: Files, name: string): readonly State[] => {
  const found = new Map<string, State>()
  const read = (file: string) => {
    const content = files[file]
    if (!content) throw new Error(`there is no file ${file}`)
    for (const included of (content['include'] ?? []) as readonly string[]) read(included)
    for (const [id, body] of Object.entries(content)) {
      if (id === 'include') continue
      const [[fn, args] = ['', []]] = Object.entries(body as object)
      found.set(id, { name: id, function: fn, args: merged(args) })
    }
  }
  read(name)
  return [...found.values()]
}

/** Applies a file: what became of each state, in order. */
export const apply = (files: Files, name: string, dom0: Dom0): ReadonlyMap<string, Outcome> => {
  const outcomes = new Map<string, Outcome>()
  for (const state of statesOf(files, name)) outcomes.set(state.name, run(state, outcomes, dom0))
  return outcomes
}

const run = (
  { function: fn, args }: State,
  outcomes: ReadonlyMap<string, Outcome>,
  dom0: Dom0,
): Outcome => {
  const unknown = Object.keys(args).filter(
    (key) => !takes[fn]?.includes(key) && !requisites.includes(key),
  )
  if (unknown.length > 0) throw new Error(`${fn} takes no ${unknown.join(', ')}`)
  const needed = (key: string): readonly Outcome[] =>
    ((args[key] ?? []) as Pairs).map((each) => {
      const outcome = outcomes.get(String(Object.values(each)[0]))
      // Salt would put the other one first; these files are written in the order in which they run.
      if (!outcome) throw new Error(`${JSON.stringify(each)} comes later, or never`)
      return outcome
    })
  if (!needed('require').every(({ succeeded }) => succeeded))
    return { succeeded: false, changed: false }
  const watched = needed('onchanges')
  if (watched.length > 0 && !watched.some(({ changed }) => changed))
    return { succeeded: true, changed: false }
  if (args['unless'] !== undefined && shell(String(args['unless']), dom0).succeeded)
    return { succeeded: true, changed: false }
  return functions[fn]?.(args, dom0) ?? { succeeded: false, changed: false }
}

const done = (changed: boolean): Outcome => ({ succeeded: true, changed })
const failed: Outcome = { succeeded: false, changed: false }

const functions: Readonly<Record<string, (args: Args, dom0: Dom0) => Outcome>> = {
  'cmd.run': (args, dom0) => shell(String(args['name']), dom0),
  'qvm.clone': ({ name, source }, dom0) => {
    const base = dom0.qubes[String(source)]
    if (dom0.qubes[String(name)]) return done(false)
    if (!base) return failed
    dom0.qubes[String(name)] = { prefs: {}, features: { ...base.features } }
    dom0.changed()
    return done(true)
  },
  'qvm.vm': (args, dom0) => {
    const name = String(args['name'])
    const before = JSON.stringify(dom0.qubes)
    if (args['present'] && !dom0.qubes[name])
      dom0.qubes[name] = { prefs: { ...merged(args['present']) }, features: {} }
    const qube = dom0.qubes[name]
    if (!qube) return failed
    const enabled = (key: string) => (merged(args[key] ?? [])['enable'] ?? []) as readonly string[]
    for (const service of enabled('service')) qube.features[`service.${service}`] = '1'
    for (const feature of enabled('features')) qube.features[feature] = '1'
    const changed = before !== JSON.stringify(dom0.qubes)
    if (changed) dom0.changed()
    return done(changed)
  },
  'qvm.prefs': (args, dom0) => {
    const qube = dom0.qubes[String(args['name'])]
    if (!qube) return failed
    let isChanged = false
    for (const [key, value] of Object.entries(args)) {
      if (key === 'name' || requisites.includes(key) || qube.prefs[key] === value) continue
      qube.prefs[key] = value
      isChanged = true
      // One property is set after the other.
      dom0.changed()
    }
    return done(isChanged)
  },
}

/** The two command lines that the states have. */
const shell = (line: string, dom0: Dom0): Outcome => {
  const asked = /^test "\$\(qvm-features (\S+) (\S+)\)" = 1$/.exec(line)
  if (asked) {
    const [, name = '', feature = ''] = asked
    return dom0.qubes[name]?.features[feature] === '1' ? done(true) : failed
  }
  const target = /^qubesctl --skip-dom0 --targets=(\S+) state\.apply torvm\.install$/.exec(line)
  const template = target && dom0.qubes[target[1] ?? '']
  if (!template) throw new Error(`nobody knows the command ${line}`)
  const succeeded = dom0.install(template)
  if (succeeded) dom0.changed()
  return { succeeded, changed: succeeded }
}

/** No qube has a TorVM for its network that is none, and none provides network before it is one. */
export const openQubes = ({ qubes }: Dom0): readonly string[] => {
  const isGateway = (name: string) => {
    const gateway = qubes[name]
    const template = qubes[String(gateway?.prefs['template'])]
    return (
      gateway?.features['service.qubes-tor'] === '1' &&
      template?.features['supported-service.qubes-tor'] === '1'
    )
  }
  return Object.entries(qubes)
    .filter(
      ([name, { prefs }]) =>
        (prefs['netvm'] === 'sys-tor' && !isGateway('sys-tor')) ||
        (name === 'sys-tor' && prefs['provides-network'] === true && !isGateway(name)),
    )
    .map(([name]) => name)
}
