import type { Check } from './check.ts'

/** (uid_t)-1 in 32 and in 16 bits: to setuid(2) and its kin it means "leave as it is", and to netfilter "no owner known". */
const reserved: readonly number[] = [4_294_967_295, 65_535]

export const uidReserved: Check = {
  code: 'uid-reserved',
  severity: 'error',
  find: ({ document }) =>
    reserved
      .filter((uid) => uid === document.tor.uid)
      .map((uid) => ({
        path: ['tor', 'uid'],
        message: `${uid} is no account: it stands for "none"`,
      })),
}
