import { spawnSync } from 'node:child_process'

/** As scripts/flowtable-lab.mjs makes it. */
interface Machine {
  /** The program and its first arguments. */
  readonly qemu: readonly [string, ...string[]]
  readonly image: string
  readonly initramfs: string
}

const { FLOWTABLE_MACHINE: given } = process.env
if (!given) throw new Error('npm run test:flowtables makes the machine that boots')
const { qemu, image, initramfs } = JSON.parse(given) as Machine

/** Emulated, for a machine that is virtual itself has no other way; and with no network but what it makes in its memory. */
const options = [
  ...['-accel', 'tcg', '-m', '1024', '-nic', 'none', '-nographic', '-no-reboot'],
  ...['-kernel', image, '-initrd', initramfs, '-append', 'console=ttyS0 quiet panic=-1'],
]

/** Seconds until the machine is ended, whatever it does. It takes two to four minutes. */
export const secondsMax = 600

/** Packets that arrived at either end in two seconds, and that passed the gateway's first hook and the one of forwarding. */
export interface Seen {
  readonly up: { readonly udp: number; readonly tcp: number }
  readonly down: { readonly udp: number; readonly tcp: number }
  readonly entered: number
  readonly forwarded: number
}

export interface Boot {
  readonly output: string
  /** What a scenario said under that key; it is an error if it said nothing there. */
  said(scenario: string, key: string): string
  seen(scenario: string, key: string): Seen
  /** Keys and values of a scenario, in the order in which it said them. */
  all(scenario: string): readonly (readonly [key: string, value: string])[]
}

/** Boots the machine, which plays every scenario of test/flowtable/guest and ends. */
export const boot = (): Boot => {
  const [program, ...first] = qemu
  const { stdout } = spawnSync('nice', [program, ...first, ...options], {
    encoding: 'utf8',
    timeout: secondsMax * 1000,
    killSignal: 'SIGKILL',
  })
  // To see why, set FLOWTABLE_SHOW.
  if (process.env['FLOWTABLE_SHOW']) console.log(stdout)
  const lines = [...stdout.matchAll(/result (\S+) (\S+) ?(.*?)\r?$/gm)].map(
    ([, scenario = '', key = '', value = '']) => ({ scenario, key, value }),
  )
  const said = (scenario: string, key: string): string => {
    const found = lines.find((line) => line.scenario === scenario && line.key === key)
    if (found) return found.value
    throw new Error(`scenario ${scenario} says nothing of ${key}:\n${stdout}`)
  }
  return {
    output: stdout,
    said,
    seen: (scenario, key) => readSeen(said(scenario, key)),
    all: (scenario) =>
      lines.filter((line) => line.scenario === scenario).map(({ key, value }) => [key, value]),
  }
}

const readSeen = (text: string): Seen => {
  const number = (name: string): number => {
    const [, found] = new RegExp(`(?:^| )${name}=(\\d+)(?: |$)`).exec(text) ?? []
    if (found === undefined) throw new Error(`no ${name} in ${text}`)
    return Number(found)
  }
  return {
    up: { udp: number('up-udp'), tcp: number('up-tcp') },
    down: { udp: number('down-udp'), tcp: number('down-tcp') },
    entered: number('entered'),
    forwarded: number('forwarded'),
  }
}
