import type { SetMark } from '../../../../../ruleset/index.ts'
import type { Masked } from '../../values/number.ts'
import type { TargetHandlers, TargetResult } from './result.ts'
import { changing, result } from './result.ts'

const whole = 0xffff_ffffn

/** `(mark & ~mask) ^ value`; undefined where that is the mark as it was. */
export const markStep = ({ value, mask }: Masked): SetMark | undefined =>
  value === 0 && mask === 0
    ? undefined
    : {
        kind: 'set-mark',
        target: 'meta mark',
        keep: whole ^ BigInt(mask),
        source: null,
        take: 0n,
        flip: BigInt(value),
      }

const changed = (step: SetMark | undefined): TargetResult => (step ? changing(step) : result())

/** Packet and connection marks (net/netfilter/xt_mark.c, xt_connmark.c). */
export const markHandlers = {
  MARK: ({ options: { 'set-xmark': mark } }) => changed(mark && markStep(mark.value)),
  CONNMARK({ options }) {
    const { 'set-xmark': set, 'save-mark': save } = options
    const packetBits = BigInt(options.nfmask?.value ?? 0xffff_ffff)
    const connectionBits = BigInt(options.ctmask?.value ?? 0xffff_ffff)
    if (set) {
      const step = markStep(set.value)
      return changed(step && { ...step, target: 'ct mark' })
    }
    return changed({
      kind: 'set-mark',
      target: save ? 'ct mark' : 'meta mark',
      keep: whole ^ (save ? connectionBits : packetBits),
      source: save ? 'meta mark' : 'ct mark',
      take: save ? packetBits : connectionBits,
      flip: 0n,
    })
  },
} satisfies TargetHandlers<'MARK' | 'CONNMARK'>
