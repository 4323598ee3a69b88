/**
 * What the loader takes at boot, beside bare `nft -f` of the same file: `npm run bench:boot`, as root.
 * All of them in one run, turn by turn, in a network namespace of its own: an empty kernel that takes the rules alone; one
 * where a lockdown stands, which the rules remove; the loader from nothing, and over itself. The least of each is
 * compared, since whoever else uses the machine only adds to it.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checksumsName, compile, folderOf } from '../../src/artefacts/index.ts'
import { fillLines } from '../../src/backends/fill.ts'
import { readPolicy } from '../../src/policy/index.ts'
import { spread } from '../measure.ts'

const rounds = 25
const address = '10.137.0.1'

const text = readFileSync('policy/torvm.yaml', 'utf8')
const gateway = readPolicy(text, { source: 'torvm.yaml' }).value?.gateway
const compiled = gateway && compile(gateway)
if (!compiled?.value) throw new Error('the default policy does not compile')

const folder = mkdtempSync(join(tmpdir(), 'bench-boot-'))
for (const { name, text } of folderOf(compiled.value, true)) {
  writeFileSync(join(folder, name), text)
  if (name === 'qubes-tor-fw.nft')
    writeFileSync(`${folder}.filled`, fillLines(text, 'client_facing', [address]))
}
if (!readFileSync(join(folder, checksumsName), 'utf8')) throw new Error('the folder has no digests')

/** Microseconds of each way, a round a line. */
const script = `
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
ip link set lo up
export QUBES_TOR_FW_ARTEFACTS=${folder} QUBES_TOR_FW_CLIENT_FACING=${address}
took() { start=\${EPOCHREALTIME/./}; "$@" 2>/dev/null; echo -n "$((\${EPOCHREALTIME/./} - start)) "; }
empty() { nft flush ruleset; rm -rf /run/qubes-tor-fw; }
for round in $(seq ${rounds}); do
  empty; took nft -f ${folder}.filled
  empty; nft -f ${folder}/lockdown.nft; took nft -f ${folder}.filled
  empty; took packaging/boot/load
  took packaging/boot/load
  echo
done
`

const ways = [
  'nft -f, nothing there',
  'nft -f, over a lockdown',
  'the loader, at boot',
  'the loader, again',
]

try {
  const done = spawnSync('unshare', ['-n', '-m', 'bash', '-c', script], { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`it needs root, nft and bash:\n${done.stderr}`)
  const table = done.stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(' ').map(Number))
  const least = ways.map((_, way) => Math.min(...table.map((row) => row[way] ?? Number.NaN)))
  console.log('milliseconds, least .. median .. most; ratio of the least to that of bare nft')
  ways.forEach((way, index) => {
    const all = table.map((row) => (row[index] ?? Number.NaN) / 1000)
    const ratio = (least[index] ?? Number.NaN) / (least[0] ?? Number.NaN)
    console.log(`${way.padEnd(26)} ${spread(all, 1).padEnd(24)} ${ratio.toFixed(1)}`)
  })
} finally {
  rmSync(folder, { recursive: true })
  rmSync(`${folder}.filled`, { force: true })
}
