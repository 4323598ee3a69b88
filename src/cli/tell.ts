import type { World } from './world.ts'

/** One line for a person, on standard error: `qubes-tor-fw: message`. The caller makes user input visible. */
export const tell = ({ stderr }: World, message: string): void =>
  stderr.write(`qubes-tor-fw: ${message}\n`)
