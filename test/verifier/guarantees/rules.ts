/** Small rulesets, chain by chain. */

const hooks = {
  entry: 'filter hook prerouting priority -450',
  tracked: 'filter hook prerouting priority -160',
  translate: 'nat hook prerouting priority -110',
  input: 'filter hook input priority 0',
  sources: 'nat hook input priority 100',
  forward: 'filter hook forward priority 0',
  leave: 'filter hook postrouting priority -160',
} as const

export type Hook = keyof typeof hooks

export const chain = (hook: Hook, policy: 'accept' | 'drop', ...rules: readonly string[]): string =>
  [
    `  chain ${hook} {`,
    `    type ${hooks[hook]}; policy ${policy};`,
    ...rules.map((rule) => `    ${rule}`),
    '  }',
  ].join('\n')

export const table = (family: 'inet' | 'ip' | 'ip6', ...chains: readonly string[]): string =>
  `table ${family} written {\n${chains.join('\n')}\n}\n`

/** Of both families. */
export const inet = (...chains: readonly string[]): string => table('inet', ...chains)

/** Nothing arrives, nothing is forwarded; with these rules before. */
export const walled = (...chains: readonly string[]): string => {
  const given = (hook: Hook) => chains.some((text) => text.startsWith(`  chain ${hook} `))
  const walls = (['input', 'forward'] as const)
    .filter((hook) => !given(hook))
    .map((hook) => chain(hook, 'drop'))
  return inet(...chains, ...walls)
}

export const dnsRedirect = 'iifname "vif*" udp dport 53 redirect to :5300'
export const tcpRedirect = 'iifname "vif*" meta l4proto tcp redirect to :9040'
