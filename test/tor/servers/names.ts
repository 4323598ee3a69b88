import { servers } from '../world/addresses.ts'
import type { RecordType } from './dns.ts'

/** What the internet's name server knows. */
export const names: Readonly<Record<string, Readonly<Partial<Record<RecordType, string>>>>> = {
  'web.example.org': { A: servers[0], AAAA: '2a04:4e42:0:0:0:0:0:1' },
  'other.example.org': { A: servers[1] },
  'third.example.org': { A: servers[2] },
  'slow.example.org': { A: servers[2] },
  '10.1.101.151.in-addr.arpa': { PTR: 'web.example.org' },
}

/** Names that begin so are answered late. */
export const slowPrefix = 'slow.'
export const slowMilliseconds = 1500
