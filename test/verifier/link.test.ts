/**
 * Goal: rules that look for a header of the link, or behind one, prove nothing of what comes without it or behind tags.
 * Method: rulesets that seem to drop all that a client sends. Each was tried in a kernel (Linux 6.18): tags by frames
 * (test/kernel/link.kernel.test.ts), packets without a header by a tun device.
 */
import { describe, expect, test } from 'vitest'
import { readMachine } from '../../src/backends/sources/index.ts'
import { verify } from '../../src/verifier/index.ts'
import { plain } from '../fixtures/leaks/facts.ts'

const answerTo = (family: string, hook: string, ...rules: readonly string[]) => {
  const text = `table ${family} edge {
  chain edge {
    type filter hook ${hook} priority -500; policy accept;
    ${rules.join('\n    ')}
  }
}
`
  const { value } = readMachine([{ name: 'edge.nft', text }])
  if (value === undefined) throw new Error('it does not load')
  const facts = { ...plain, clients: { ...plain.clients, interfaces: ['vif1.0'] } }
  const { guarantees } = verify(value.machine, facts, { only: ['udp-dropped'] })
  const [answer] = guarantees
  return {
    verdict: answer?.verdict,
    link: /link \w+/.exec(answer?.counterexamples[0]?.packet ?? '')?.[0],
    isReplayed: answer?.counterexamples[0]?.isReplayed,
  }
}

describe('at ingress', () => {
  const ingress = 'ingress device "vif1.0"'

  test.each(['meta protocol ip drop', 'ip saddr 0.0.0.0/0 drop', 'meta l4proto udp drop'])(
    'behind two tags nobody sees IP: %s',
    (rule) => {
      expect(answerTo('netdev', ingress, rule)).toMatchObject({
        verdict: 'refuted',
        link: 'link tagged',
        isReplayed: true,
      })
    },
  )

  test('tables of inet are not asked', () => {
    expect(answerTo('inet', ingress, 'drop')).toMatchObject({
      verdict: 'refuted',
      link: 'link tagged',
      isReplayed: true,
    })
  })

  test("the type of the frame is a tag's, where there is one", () => {
    expect(answerTo('netdev', ingress, 'ether type ip drop', 'ether type ip6 drop').verdict).toBe(
      'refuted',
    )
  })

  test('what asks for nothing holds of all', () => {
    expect(answerTo('netdev', ingress, 'drop').verdict).toBe('proved')
  })
})

describe('without a header of the link', () => {
  const source = '00:16:3e:5e:6c:00'

  test.each([
    ['ether type ip drop', 'ether type ip6 drop'],
    ['ether type { ip, ip6 } drop'],
    [`ether saddr ${source} drop`, `ether saddr != ${source} drop`],
  ])('no rule that asks for one holds: %s', (...rules) => {
    const all = rules.map((rule) => `iifname "vif1.0" ${rule}`)
    expect(answerTo('inet', 'prerouting', ...all)).toMatchObject({
      verdict: 'refuted',
      link: 'link bare',
      isReplayed: true,
    })
  })

  test('the family is told all the same', () => {
    expect(
      answerTo('inet', 'prerouting', 'iifname "vif1.0" meta protocol { ip, ip6 } drop').verdict,
    ).toBe('proved')
  })
})
