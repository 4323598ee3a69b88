/** Empty sets that are asked, and sets that hold something or that others fill by design. */
import { base, lintCases } from './cases.ts'

lintCases(
  'set-empty',
  {
    asked: base('input', 'ip saddr @s drop', { more: 'set s { type ipv4_addr; }' }),
    'asked for its contrary': base('input', 'ip saddr != @s drop', {
      more: 'set s { type ipv4_addr; }',
    }),
  },
  {
    'with an element': base('input', 'ip saddr @s drop', {
      more: 'set s { type ipv4_addr; elements = { 10.0.0.1 }; }',
    }),
    'filled by packets': base('input', 'ip saddr @s drop', {
      more: 'set s { type ipv4_addr; flags dynamic; size 9; }',
    }),
    'emptied by time': base('input', 'ip saddr @s drop', {
      more: 'set s { type ipv4_addr; flags timeout; }',
    }),
    'not asked': base('input', 'accept', { more: 'set s { type ipv4_addr; }' }),
  },
)
