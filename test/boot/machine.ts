import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mustRun, run } from '../kernel/lab/command.ts'
import type { QubesOptions } from './qubes.ts'
import { qubesFiles, qubesUnits } from './qubes.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const { BOOT_MACHINE: lower = '', BOOT_NSPAWN: nspawn = '' } = process.env

const namespaces = {
  client: 'boot-client',
  gateway: 'boot-gateway',
  uplink: 'boot-uplink',
} as const

/** Who sends all the time, from before the gateway boots: to the internet, to a resolver, to the uplink's own network. */
const traffic = `
const dgram = require('node:dgram')
const net = require('node:net')
const socket = dgram.createSocket('udp4')
socket.on('error', () => {})
const question = Buffer.from('123401000001000000000000076578616d706c6503636f6d0000010001', 'hex')
setInterval(() => {
  for (const [address, port] of [['93.184.216.34', 443], ['8.8.8.8', 53], ['192.168.9.2', 9]])
    socket.send(port === 53 ? question : 'in clear', port, address, () => {})
  const stream = net.connect({ host: '93.184.216.34', port: 80 })
  stream.on('error', () => {})
  setTimeout(() => stream.destroy(), 500)
}, 10)
`

const link = (name: string, group: number, peer: string, peerNamespace: string): string[] => [
  `link add ${name} netns ${namespaces.gateway} type veth peer name ${peer} netns ${peerNamespace}`,
  `-n ${namespaces.gateway} link set ${name} group ${group}`,
]

const ip = (line: string): Promise<string> => mustRun('ip', line.split(' '))

/** A client, a gateway that has not booted, and an uplink that counts what comes to it. */
const buildNetwork = async (): Promise<void> => {
  const { client, gateway, uplink } = namespaces
  for (const name of Object.values(namespaces)) await ip(`netns add ${name}`)
  for (const line of [
    ...link('vif1.0', 2, 'eth0', client),
    ...link('eth0', 1, 'wire', uplink),
    `-n ${gateway} addr add 10.137.0.1/32 dev vif1.0`,
    `-n ${gateway} addr add 192.168.9.1/24 dev eth0`,
    `-n ${client} addr add 10.137.0.10/32 dev eth0`,
    `-n ${uplink} addr add 192.168.9.2/24 dev wire`,
    ...[`-n ${gateway} link set vif1.0 up`, `-n ${gateway} link set eth0 up`],
    ...[`-n ${client} link set eth0 up`, `-n ${uplink} link set wire up`],
    `-n ${gateway} link set lo up`,
    `-n ${gateway} route add 10.137.0.10 dev vif1.0`,
    `-n ${gateway} route add default via 192.168.9.2`,
    `-n ${client} route add 10.137.0.1 dev eth0`,
    `-n ${client} route add default via 10.137.0.1`,
  ])
    await ip(line)
  const counter =
    'table ip tap { chain in { type filter hook prerouting priority -500; counter; } }'
  await mustRun(
    'ip',
    ['netns', 'exec', uplink, 'nft', '-f', '-'],
    `${counter.replaceAll(';', '\n').replaceAll('{', '{\n').replaceAll('}', '\n}')}\n`,
  )
  const off =
    'echo 0 > /proc/sys/net/ipv4/ip_forward; echo 0 > /proc/sys/net/ipv4/conf/all/rp_filter'
  await mustRun('ip', ['netns', 'exec', gateway, 'sh', '-c', off])
}

const tearDown = async (): Promise<void> => {
  for (const name of Object.values(namespaces)) await run('ip', ['netns', 'del', name])
}

const seenByUplink = async (): Promise<number> => {
  const list = ['netns', 'exec', namespaces.uplink, 'nft', 'list', 'table', 'ip', 'tap']
  return Number(/packets (\d+)/.exec(await mustRun('ip', list))?.[1])
}

export interface Scenario extends QubesOptions {
  /** What is different in the gateway, before it boots: a shell script with its root as the working folder. */
  readonly change?: string
  /** Units that are switched on besides the firewall. */
  readonly units?: readonly string[]
  /** What is done once it has booted: a shell script inside. What it writes to /box/said is found at the end. */
  readonly afterwards?: string
}

/** What was found in the gateway at its end. */
export interface Booted {
  /** IPv4 packets that came to the uplink: with no Tor in it, a gateway has nothing to say there. */
  readonly escaped: number
  /** Forwarding was turned on while neither wall stood. */
  readonly wasOpen: boolean
  readonly hadUplink: boolean
  readonly forwarding: string
  readonly state: string
  readonly tables: string
  /** `UNIT active|inactive|failed` a line. */
  readonly units: string
  readonly journal: string
  readonly said: string
}

const end = (afterwards: string): string => `#!/bin/sh
${afterwards}
sleep 0.2
cat /proc/sys/net/ipv4/ip_forward >/box/forwarding
cp /run/qubes-tor-fw/state /box/state 2>/dev/null
nft list tables >/box/tables
for unit in qubes-tor-fw qubes-tor-fw-lockdown qubes-network qubes-network-uplink network-pre.target; do
  echo "$unit $(systemctl is-active "$unit")"
done >/box/units
journalctl -b --no-pager -o cat >/box/journal
systemctl poweroff --no-block
`

const endUnit = `[Unit]
DefaultDependencies=no
After=multi-user.target network-pre.target network.target qubes-network.service qubes-tor-fw.service qubes-tor-fw-lockdown.service
[Service]
Type=oneshot
ExecStart=/usr/lib/end
[Install]
WantedBy=multi-user.target
`

const write = (machine: string, path: string, text: string): void => {
  mkdirSync(dirname(join(machine, path)), { recursive: true })
  writeFileSync(join(machine, path), text)
  if (text.startsWith('#!')) chmodSync(join(machine, path), 0o755)
}

/** Installs as packages do, then whatever is different this time. */
const furnish = async (machine: string, scenario: Scenario): Promise<void> => {
  const install = ['packaging/install-vm.sh', 'dist', machine, '/usr/lib']
  const places = ['/usr/lib/systemd/system', '/usr/lib/systemd/system-preset', '/etc']
  await mustRun('sh', ['-c', 'cd "$0" && exec sh "$@"', root, ...install, ...places])
  for (const [path, text] of Object.entries(qubesFiles(scenario))) write(machine, path, text)
  write(machine, '/usr/lib/end', end(scenario.afterwards ?? ''))
  write(machine, '/etc/systemd/system/zz-end.service', endUnit)
  const enable = [
    'enable',
    ...qubesUnits,
    'qubes-tor-fw.service',
    ...(scenario.units ?? []),
    'zz-end.service',
  ]
  await mustRun('systemctl', ['--quiet', `--root=${machine}`, ...enable])
  if (scenario.change) await mustRun('sh', ['-c', `cd "$0" && { ${scenario.change}\n}`, machine])
}

/** A view of the root that is thrown away, a network, and traffic: then the gateway boots, and powers itself off. */
export const boot = async (scenario: Scenario): Promise<Booted> => {
  const place = '/run/boot'
  for (const each of ['upper', 'work', 'machine', 'box'])
    mkdirSync(join(place, each), { recursive: true })
  const machine = join(place, 'machine')
  const view = `lowerdir=${lower},upperdir=${place}/upper,workdir=${place}/work`
  await mustRun('mount', ['-t', 'overlay', '-o', view, 'overlay', machine])
  await buildNetwork()
  const client = spawn('ip', ['netns', 'exec', namespaces.client, process.execPath, '-e', traffic])
  try {
    await furnish(machine, scenario)
    const output = await run('env', [
      // Else the settings of the network, forwarding among them, can't be written.
      ...['SYSTEMD_NSPAWN_API_VFS_WRITABLE=network', nspawn],
      ...['--quiet', `--directory=${machine}`, '--boot', '--register=no', '--keep-unit'],
      ...[`--network-namespace-path=/run/netns/${namespaces.gateway}`, `--bind=${place}/box:/box`],
      // With a network namespace that is not nspawn's own, these are not given by themselves.
      '--capability=CAP_NET_ADMIN',
      '--console=pipe',
    ])
    const found = (name: string) => {
      const path = join(place, 'box', name)
      return existsSync(path) ? readFileSync(path, 'utf8') : ''
    }
    // To see why, set BOOT_SHOW.
    if (process.env['BOOT_SHOW']) console.log(found('journal'))
    if (found('journal') === '') throw new Error(`it did not boot to its end:\n${output.stdout}`)
    return {
      escaped: await seenByUplink(),
      wasOpen: existsSync(join(place, 'box/open')),
      hadUplink: existsSync(join(place, 'box/uplink')),
      forwarding: found('forwarding').trim(),
      state: found('state'),
      tables: found('tables'),
      units: found('units'),
      journal: found('journal'),
      said: found('said'),
    }
  } finally {
    client.kill('SIGKILL')
    await tearDown()
    await run('umount', ['-R', machine])
    rmSync(place, { recursive: true, force: true })
  }
}
