/**
 * Goal: that a watch cannot see is answered to as if the worst had happened.
 * Method: monitors that end, lose, hang and never listen; looks that fail, throw, hang and are undecided.
 */
import { describe, expect, test } from 'vitest'
import type { FakeGateway } from './fake-tools.ts'
import { fakeGateway, lockdowns, told, watching, well } from './fake-tools.ts'

describe('what cannot be seen counts as open', () => {
  test.each<[string, (gateway: FakeGateway) => void, string]>([
    [
      'a monitor that ends',
      ({ handlers }) => handlers.ruleset?.onEnd('nft ended with 1'),
      'nft ended with 1',
    ],
    [
      'a monitor that lost something',
      ({ handlers }) => handlers.ruleset?.onLine('# ERROR: We lost some netlink events!'),
      'lost some netlink events',
    ],
    [
      'one that says so elsewhere',
      ({ handlers }) =>
        handlers.interface?.onComplaint('netlink receive error No buffer space available (105)'),
      'No buffer space',
    ],
    [
      'events that the kernel dropped',
      ({ sockets }) => {
        if (sockets.ruleset) sockets.ruleset.drops = 3
        setTimeout(() => {
          if (sockets.ruleset) sockets.ruleset.drops = 0
        }, 60)
      },
      'dropped 3 events',
    ],
    [
      'a monitor that hangs',
      ({ sockets }) => {
        if (sockets.interface) sockets.interface.waiting = 512
        setTimeout(() => {
          if (sockets.interface) sockets.interface.waiting = 0
        }, 200)
      },
      'ip monitor hangs',
    ],
    [
      'a look that fails',
      (gateway) => {
        gateway.sight = { kind: 'unseen', why: 'nft refuses' }
        gateway.handlers.ruleset?.onLine('# new generation 8 by process 1 (nft)')
      },
      'cannot be seen: nft refuses',
    ],
    [
      'a look that throws',
      (gateway) => {
        gateway.lookInstead = async () => {
          gateway.lookInstead = undefined
          throw new Error('a bug')
        }
        gateway.handlers.ruleset?.onLine('# new generation 8 by process 1 (nft)')
      },
      'cannot be seen: a bug',
    ],
    [
      'a look that hangs',
      (gateway) => {
        gateway.lookInstead = () => {
          gateway.lookInstead = undefined
          return new Promise(() => {})
        }
        gateway.handlers.ruleset?.onLine('# new generation 8 by process 1 (nft)')
      },
      'no answer within 300 ms',
    ],
    [
      'a proof that is undecided',
      (gateway) => {
        gateway.sight = { ...well, doubts: ['no-client-escape'] }
        gateway.handlers.ruleset?.onLine('# new generation 8 by process 1 (nft)')
      },
      'no-client-escape is undecided',
    ],
  ])('%s', async (_, bringAbout, what) => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until }) => {
      await until('the first look', () => gateway.looks === 1)
      bringAbout(gateway)
      await until('a lockdown', () => lockdowns(gateway).length > 0)
    })
    expect(told(gateway)).toContain(what)
    expect(lockdowns(gateway)).toHaveLength(1)
  })

  test('a monitor that ended is started again, and what happened is looked at', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.handlers.ruleset?.onEnd('nft was killed')
      await until('another monitor', () => gateway.started === 3)
      await until('a look', () => gateway.looks === 2)
      expect(gateway.sight).toMatchObject({ isLockedDown: true })
    })
  })

  test('a monitor that takes its time to listen again is waited for', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until, pause }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.sockets.ruleset = null
      gateway.handlers.ruleset?.onEnd('nft was killed')
      await until('another monitor', () => gateway.started === 3)
      await new Promise((resolve) => setTimeout(resolve, 3 * gateway.limits.tick))
      gateway.sockets.ruleset = { drops: 0, waiting: 0 }
      await until('a look', () => gateway.looks === 2)
      await pause()
    })
    expect(lockdowns(gateway)).toHaveLength(1)
  })

  test('a monitor that ends again and again ends the watch, locked down', async () => {
    const gateway = fakeGateway()
    const end = await watching(gateway, async ({ until, end: ended }) => {
      await until('the first look', () => gateway.looks === 1)
      for (let count = 0; count < 4; count += 1) {
        const { started } = gateway
        gateway.handlers.ruleset?.onEnd('nft was killed')
        await until('another monitor or the end', () => gateway.started > started || count === 3)
      }
      expect(await ended).toBe('blind')
    })
    expect(end).toBe('blind')
    expect(lockdowns(gateway).length).toBeGreaterThanOrEqual(3)
    expect(told(gateway)).toContain('it cannot watch here')
  })

  test('monitors that never listen lock it down before anything else', async () => {
    const gateway = fakeGateway()
    gateway.sockets.ruleset = null
    const end = await watching(gateway, async ({ end: ended }) => {
      await ended
    })
    expect(end).toBe('blind')
    expect(lockdowns(gateway)).toEqual(['locked down: watch: the monitors do not listen'])
    expect(gateway.looks).toBe(0)
  })
})
