/** Offloads that a wall comes after, and walls that come before. */
import { base, lintCases } from './cases.ts'

const table = 'flowtable f {\n hook ingress priority 0\n devices = { eth0 }\n}'

lintCases(
  'offload-before-wall',
  {
    'a later chain': `${base('forward', 'meta l4proto tcp flow add @f', { more: table, priority: '-10', name: 'a' })}${base('forward', 'iifname "vif*" drop', { name: 'b' })}`,
  },
  {
    'an earlier chain': `${base('forward', 'meta l4proto tcp flow add @f', { more: table, priority: '10', name: 'a' })}${base('forward', 'iifname "vif*" drop', { name: 'b' })}`,
    'a later chain that drops others': `${base('forward', 'meta l4proto tcp flow add @f', { more: table, priority: '-10', name: 'a' })}${base('forward', 'meta l4proto udp drop', { name: 'b' })}`,
  },
)
