/**
 * Goal: a flow that is in a flowtable passes by every wall, and what we ship ends it.
 * Method: a kernel that has flowtables boots in a virtual machine without a network. In it a client and an upstream host
 * send to each other all the time, by UDP and by TCP, through a gateway that offloads both flows as Qubes does; what arrives
 * at either end is counted, and what passes the gateway's hooks. `npm run test:flowtables` makes the machine.
 */
import { beforeAll, describe, expect, test } from 'vitest'
import type { Boot } from './machine.ts'
import { boot, secondsMax } from './machine.ts'

let booted: Boot

beforeAll(
  () => {
    booted = boot()
  },
  (secondsMax + 10) * 1000,
)

/** Of a hundred that each end sends by each protocol in two seconds. */
const many = 50

const expectFlowing = (scenario: string, key: string) => {
  const { up, down, entered, forwarded } = booted.seen(scenario, key)
  for (const count of [up.udp, up.tcp, down.udp, down.tcp]) expect(count).toBeGreaterThan(many)
  // An ARP packet is none of these, but a packet of some other kind may be.
  expect(entered).toBeLessThan(10)
  expect(forwarded).toBe(0)
}

/** Both ends are heard on the gateway, and neither by the other. */
const expectDead = (scenario: string) => {
  const { up, down, entered } = booted.seen(scenario, 'after')
  expect({ up, down }).toEqual({ up: { udp: 0, tcp: 0 }, down: { udp: 0, tcp: 0 } })
  expect(entered).toBeGreaterThan(many)
}

/** Each begins with both flows offloaded, and seen at neither hook. */
const expectOffloaded = (scenario: string) => {
  expect(booted.said(scenario, 'offloaded').match(/\[OFFLOAD\]/g)).toHaveLength(2)
  expectFlowing(scenario, 'open')
}

test('the machine boots, and ends by itself', () => {
  expect(booted.said('kernel', 'end')).toBe('reached')
  console.warn(`flowtables were tried on Linux ${booted.said('kernel', 'release')}`)
})

describe('an offloaded flow lives on, and passes no hook, behind', () => {
  test.each([
    ['a wall in forward alone', 'forward-drop'],
    ["the lockdown's rules alone, if nothing cuts it", 'lockdown-rules'],
  ])('%s', (_, scenario) => {
    expectOffloaded(scenario)
    expectFlowing(scenario, 'after')
    expect(booted.said(scenario, 'left').match(/\[OFFLOAD\]/g)).toHaveLength(2)
  })
})

describe('it is dead, and so are its entries, after', () => {
  test.each([
    ['the loader', 'load'],
    ["the loader, over others' flowtables, forwarding by interface", 'load-over-others'],
    ['apply, so too', 'command-apply'],
  ])('%s', (_, scenario) => {
    expectOffloaded(scenario)
    expect(booted.said(scenario, 'code')).toBe('0')
    expectDead(scenario)
    expect(booted.said(scenario, 'left')).toBe('')
    expect(booted.said(scenario, 'tables')).toMatch(/table inet qubes_tor_fw;/)
    expect(booted.said(scenario, 'tables')).not.toMatch(/qubes-nat-accel|lockdown/)
    expect(booted.said(scenario, 'devices')).toBe('')
  })
})

describe('it is dead, forwarding by interface, after', () => {
  test.each([
    ["the loader's lockdown", 'lockdown'],
    ["the loader's lockdown over others' flowtables", 'lockdown-over-others'],
    ["the command's lockdown over both", 'command-lockdown'],
  ])('%s', (_, scenario) => {
    expectOffloaded(scenario)
    expect(booted.said(scenario, 'code')).toBe('0')
    expectDead(scenario)
    expect(booted.said(scenario, 'left')).not.toContain('OFFLOAD')
    expect(booted.said(scenario, 'tables')).toMatch(/table inet qubes_tor_fw_lockdown;/)
    expect(booted.said(scenario, 'tables')).not.toContain('qubes-nat-accel')
    expect(booted.said(scenario, 'devices')).toBe('')
  })
})

describe('it is dead within a second where its connection is forgotten', () => {
  test('by anybody, behind a wall', () => {
    expectOffloaded('forgotten')
    expectDead('forgotten')
    expect(booted.said('forgotten', 'left')).toBe('')
  })

  test("by the loader's lockdown, where nft lists no flowtables", () => {
    expectOffloaded('lockdown-by-conntrack')
    expect(booted.said('lockdown-by-conntrack', 'code')).toBe('0')
    expect(booted.said('lockdown-by-conntrack', 'devices')).not.toBe('')
    expectDead('lockdown-by-conntrack')
    expect(booted.said('lockdown-by-conntrack', 'left')).toBe('')
  })
})

test('the rulesets of the leak class load, with both kinds of iptables', () => {
  const loaded = booted.all('catalogue').filter(([key]) => key !== 'seconds')
  expect(loaded).toHaveLength(12)
  expect(loaded.filter(([, code]) => code !== '0')).toEqual([])
})
