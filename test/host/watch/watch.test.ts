/**
 * Goal: whatever changes what is in force is noticed, looked at and answered to.
 * Method: a watch with monitors, sockets, looks and locks of our own, which tell what a test has them tell.
 */
import { describe, expect, test } from 'vitest'
import type { Sight } from '../../../src/host/watch/index.ts'
import type { FakeGateway } from './fake-tools.ts'
import { fakeGateway, lockdowns, lockedDown, open, told, watching, well } from './fake-tools.ts'

describe('a change', () => {
  test('that opens the gateway locks it down, and says who it was', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until, write }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.sight = open
      write('iptables-nft')
      await until('a lockdown', () => lockdowns(gateway).length > 0)
      await until('a look at it', () => gateway.looks >= 3)
    })
    expect(lockdowns(gateway)).toEqual([
      'locked down: watch: no-client-escape does not hold: a packet: it leaves by eth0',
    ])
    expect(told(gateway)).toContain('noticed: iptables-nft (process 99) wrote inet mine')
    expect(told(gateway)).toContain('OPEN: no-client-escape does not hold')
    expect(told(gateway)).toContain('LOCKED-DOWN')
  })

  test('that opens nothing is proved, and nothing is done', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until, write }) => {
      await until('the first look', () => gateway.looks === 1)
      write()
      await until('a look', () => gateway.looks === 2)
    })
    expect(gateway.done).toEqual([])
    expect(told(gateway)).toContain('all holds, proved again')
  })

  test.each<[string, (gateway: FakeGateway) => void, string]>([
    [
      'of an interface',
      ({ handlers }) => handlers.interface?.onLine('7: vif9.0@if2: <UP> mtu 1500 group 2'),
      'interface vif9.0 came or changed',
    ],
    [
      'of a setting',
      (gateway) => {
        gateway.unannounced = { ...gateway.unannounced, settings: 'c' }
      },
      'settings of the kernel changed',
    ],
    [
      'of the old iptables',
      (gateway) => {
        gateway.unannounced = { ...gateway.unannounced, legacy: 'c' }
      },
      'tables of the old iptables changed',
    ],
    [
      'that a monitor has not read',
      ({ sockets }) => {
        if (sockets.ruleset) sockets.ruleset.waiting = 512
        setTimeout(() => {
          if (sockets.ruleset) sockets.ruleset.waiting = 0
        }, 30)
      },
      'nft monitor has not read what happened',
    ],
    [
      'of which a line came and no end of the transaction',
      ({ handlers }) => handlers.ruleset?.onLine('delete table inet qubes_tor_fw'),
      'somebody wrote a ruleset',
    ],
  ])('%s is noticed', async (_, change, what) => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.sight = open
      change(gateway)
      await until('a lockdown', () => lockdowns(gateway).length > 0)
    })
    expect(told(gateway)).toContain(what)
  })

  test('is looked at when nobody told of it, at the heartbeat', async () => {
    const gateway = fakeGateway()
    gateway.options.heartbeat = 50
    await watching(gateway, async ({ until }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.sight = open
      await until('a lockdown', () => lockdowns(gateway).length > 0)
    })
  })
})

describe('a burst', () => {
  test('is one look', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until, write, pause }) => {
      await until('the first look', () => gateway.looks === 1)
      for (let count = 0; count < 100; count += 1) write()
      await pause()
    })
    expect(gateway.looks).toBe(2)
  })

  test('that does not end is looked at all the same', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until, write }) => {
      await until('the first look', () => gateway.looks === 1)
      const writer = setInterval(() => write(), 1)
      gateway.sight = open
      await until('a lockdown', () => lockdowns(gateway).length > 0)
      clearInterval(writer)
    })
  })

  test('while it is being looked leads to another look', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until, write }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.lookInstead = async () => {
        const seen = gateway.sight
        gateway.lookInstead = undefined
        gateway.sight = open
        write()
        return seen
      }
      write()
      await until('a lockdown', () => lockdowns(gateway).length > 0)
    })
  })
})

describe('a lockdown', () => {
  test('behind which the same packet still leaks is followed by cutting clients off', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until, write, pause }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.lookInstead = async () => ({ ...open, isLockedDown: lockdowns(gateway).length > 0 })
      write()
      await until('clients cut off', () => gateway.done.includes('cut off'))
      await pause()
      const { looks } = gateway
      await pause()
      expect(gateway.looks).toBe(looks)
    })
    expect(lockdowns(gateway)).toHaveLength(1)
    expect(told(gateway)).toContain('CUT-OFF')
  })

  test('that somebody takes away is put up again', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until, write }) => {
      await until('the first look', () => gateway.looks === 1)
      for (let count = 1; count <= 3; count += 1) {
        gateway.sight = open
        write()
        await until('a lockdown', () => lockdowns(gateway).length === count)
        await until('a look at it', () => gateway.looks >= 1 + 2 * count)
      }
    })
  })

  test('waits for another run of ours, and looks again instead', async () => {
    const gateway = fakeGateway()
    await watching(gateway, async ({ until, write }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.lockResult = 'busy'
      gateway.sight = open
      write()
      await until('the look', () => gateway.looks === 2)
      gateway.sight = well
      gateway.lockResult = 'held'
      await until('another look', () => gateway.looks === 3)
    })
    expect(lockdowns(gateway)).toEqual([])
    expect(told(gateway)).toContain('another run of ours has ended')
  })

  test('does not wait for one that hangs, nor for a lock that cannot be taken', async () => {
    for (const lockResult of ['busy', 'failed'] as const) {
      const gateway = fakeGateway()
      gateway.lockResult = lockResult
      gateway.sight = open
      await watching(gateway, ({ until }) =>
        until('a lockdown', () => lockdowns(gateway).length === 1),
      )
    }
  })

  test('that fails is told as a failure, and not tried without end', async () => {
    const gateway = fakeGateway()
    gateway.lockdownKind = 'open'
    gateway.sight = { kind: 'unseen', why: 'nothing works' }
    await watching(gateway, async ({ until, pause }) => {
      await until('a lockdown', () => lockdowns(gateway).length > 0)
      await pause()
    })
    expect(lockdowns(gateway).length).toBeLessThanOrEqual(2)
    expect(told(gateway)).toContain('FAILED')
  })
})

describe('on drift', () => {
  test('report does nothing but tell', async () => {
    const gateway = fakeGateway('report')
    await watching(gateway, async ({ until, write }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.sight = open
      write()
      await until('a report', () => told(gateway).includes('REPORTED'))
      gateway.handlers.interface?.onEnd('ip was killed')
      await until('another monitor', () => gateway.started === 3)
    })
    expect(gateway.done).toEqual([])
  })

  test('restore locks down first, and then puts back what was applied', async () => {
    const gateway = fakeGateway('restore')
    await watching(gateway, async ({ until, write }) => {
      await until('the first look', () => gateway.looks === 1)
      gateway.sight = open
      write()
      await until('it is restored', () => gateway.done.includes('restored'))
    })
    expect(gateway.done.map((each) => each.slice(0, 11))).toEqual(['locked down', 'restored'])
  })

  test.each<[string, Sight]>([
    ['our tables, though they hold', { ...well, changed: ['inet qubes_tor_fw'] }],
    ['the jump from custom-input', { ...well, customInput: 'missing' }],
    ['a lockdown of the watch', lockedDown],
  ])('restore mends %s', async (_, sight) => {
    const gateway = fakeGateway('restore')
    gateway.sight = sight
    await watching(gateway, ({ until }) =>
      until('it is restored', () => gateway.done.includes('restored')),
    )
    expect(lockdowns(gateway)).toEqual([])
  })

  test('restore leaves a lockdown that somebody ordered', async () => {
    const gateway = fakeGateway('restore')
    gateway.sight = { ...lockedDown, lockdownReason: 'the administrator asked for it' }
    await watching(gateway, ({ pause }) => pause())
    expect(gateway.done).toEqual([])
  })

  test('restore that fails leaves a lockdown, and is tried again later', async () => {
    const gateway = fakeGateway('restore', { restore: 100 })
    gateway.options.heartbeat = 50
    gateway.restored = { isApplied: false, how: 'prove: refuted' }
    gateway.sight = open
    await watching(gateway, async ({ until }) => {
      await until('two tries', () => gateway.done.filter((each) => each === 'restored').length >= 2)
      gateway.restored = { isApplied: true, how: 'applied' }
      await until('it is well', () => gateway.sight === well)
    })
    expect(lockdowns(gateway)).toContain(
      'locked down: watch: it could not be restored: prove: refuted',
    )
  })

  test.each(['lockdown', 'report'] as const)('%s leaves alone what is safe', async (onDrift) => {
    for (const sight of [
      { ...well, unserved: ['tcp-reaches-tor'] },
      { ...well, changed: ['inet qubes_tor_fw'] },
      { ...well, customInput: 'missing' as const },
    ]) {
      const gateway = fakeGateway(onDrift)
      gateway.sight = sight
      await watching(gateway, ({ until }) => until('a look', () => gateway.looks > 0))
      expect(gateway.done).toEqual([])
      expect(told(gateway)).toMatch(/CHANGED|DEAD/)
    }
  })
})
