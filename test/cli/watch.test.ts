/**
 * Goal: a wrong command line of `watch` is told before anything is watched.
 * Method: command lines; what it does then, test/host/watch and test/kernel/watch see.
 */
import { expect, test } from 'vitest'
import { gatewayMachine } from '../support/gateway-machine.ts'
import { runLine } from './world.ts'

test.each([
  [['--format', 'sarif'], 'not as sarif'],
  [['--policy', '-'], 'which standard input cannot give'],
  [['--every', '0'], 'seconds, from 1'],
  [['--every', 'often'], 'seconds, from 1'],
  [['--on-drift', 'panic'], 'lockdown'],
])('%j', async (words, why) => {
  const { system } = gatewayMachine()
  const { exit, stdout, stderr } = await runLine(['watch', ...words], { system })
  expect(stderr).toContain(why)
  expect(stdout).toBe('')
  expect(exit).toBe(2)
})

test('a policy with errors is not watched by', async () => {
  const { system } = gatewayMachine()
  const files = { '/here/policy.yaml': 'version: 9\n' }
  const { exit } = await runLine(['watch', '--policy', 'policy.yaml'], { system, files })
  expect(exit).toBe(1)
})
