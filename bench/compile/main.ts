/**
 * `compile`, its proofs included, as a process against bare Node, and against ferm, FireHOL and Shorewall that compile an equivalent gateway
 * (peers/). All take turns, so that a busy machine is busy for each of them. Nothing is loaded: the peers only compile,
 * in a network and a mount namespace of their own. Debian's packages are installed where that may be done.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../measure.ts'
import { processTime } from '../process-time.ts'

const ROUNDS = 15
const peers = join(process.cwd(), 'bench/compile/peers')
const folder = mkdtempSync(join(tmpdir(), 'bench-compile-'))
const isRoot = process.getuid?.() === 0

interface Contender {
  readonly name: string
  readonly command: readonly string[]
  /** What standard output has to have, or the run did not do its work. */
  readonly needs: RegExp
}

/** In namespaces of its own, with whatever the peer wants to write to. */
const apart = (preparation: string, ...command: readonly string[]): readonly string[] => [
  'unshare',
  ...(isRoot ? ['-n', '-m'] : ['-r', '-n', '-m']),
  'sh',
  '-c',
  `${preparation} exec "$@"`,
  'sh',
  ...command,
]

const ferm: Contender = {
  name: 'ferm',
  command: apart('', 'ferm', '--noexec', '--lines', join(peers, 'torifier.ferm')),
  needs: /REDIRECT --to-ports 9040/,
}

const fireholSwitch = join(folder, 'firehol')
const firehol: Contender = {
  name: 'FireHOL',
  command: apart(
    `mount --bind ${fireholSwitch} /etc/default/firehol; mount -t tmpfs none /run; mount -t tmpfs none /var/spool/firehol;`,
    ...['firehol', join(peers, 'firehol.conf'), 'debug'],
  ),
  needs: /REDIRECT --to-ports 9040/,
}

const shorewall: Contender = {
  name: 'Shorewall',
  command: apart(
    '',
    'shorewall',
    'compile',
    join(peers, 'shorewall'),
    join(folder, 'shorewall.out'),
  ),
  needs: /configuration compiled to/,
}

const isThere = ({ command }: Contender): boolean => {
  const [tool = ''] = command.slice(command.indexOf('sh', command.indexOf('sh') + 1) + 1)
  return spawnSync('sh', ['-c', `PATH=$PATH:/usr/sbin:/sbin command -v ${tool}`]).status === 0
}

const contenders = (): readonly Contender[] => {
  writeFileSync(fireholSwitch, 'START_FIREHOL=YES\n')
  const others = [ferm, firehol, shorewall]
  const names = ['ferm', 'firehol', 'shorewall']
  spawnSync(process.execPath, ['scripts/lab-tools.mjs', ...names], { stdio: 'inherit' })
  const missing = others.filter((each) => !isThere(each))
  for (const { name } of missing) console.log(`not measured: ${name} is not there`)
  return [
    { name: 'node -e 0', command: [process.execPath, '-e', '0'], needs: /^$/ },
    {
      name: 'qubes-tor-fw --version',
      command: [process.execPath, 'dist/start.cjs', '--version'],
      needs: /^qubes-tor-fw /,
    },
    {
      name: 'qubes-tor-fw compile',
      command: [process.execPath, 'dist/start.cjs', 'compile'],
      needs: /redirect to :9040/,
    },
    ...others.filter((each) => !missing.includes(each)),
  ]
}

const bench = (): void => {
  const all = contenders()
  const runs = all.map((contender) => ({ contender, times: [] as { cpu: number; wall: number }[] }))
  for (let round = 0; round <= ROUNDS; round += 1)
    for (const { contender, times } of runs) {
      const time = processTime(contender.command, { needs: contender.needs })
      // The first round reads what is to be read from the disk.
      if (round > 0) times.push(time)
    }
  const bare = median(runs[0]?.times.map(({ cpu }) => cpu) ?? [])
  console.log(
    `node ${process.version}, ${ROUNDS} rounds; milliseconds of processor time, user and system`,
  )
  for (const { contender, times } of runs) {
    const cpu = times.map((each) => each.cpu)
    const middle = median(cpu)
    console.log(
      `  ${contender.name.padEnd(30)} least ${Math.min(...cpu)
        .toFixed(0)
        .padStart(4)}, median ${middle.toFixed(0).padStart(4)}: ` +
        `${(middle / bare).toFixed(2)} times bare node; by the clock ${median(times.map(({ wall }) => wall)).toFixed(0)}`,
    )
  }
}

try {
  bench()
} finally {
  rmSync(folder, { recursive: true })
}
