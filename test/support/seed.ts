/** The day on which random tests of whole proofs got one seed each. */
const USUAL = 20_261_128

/**
 * What random tests of whole proofs draw from. One seed, unless QUBES_TOR_FW_SEED gives another, or says `fresh`: what a
 * change breaks is then the change's, and hunting for what nobody has found yet is done by itself. The kernel's fuzz
 * draws fresh ones for each commit.
 */
export const givenSeed = (): number => {
  const asked = process.env['QUBES_TOR_FW_SEED']
  if (asked === undefined) return USUAL
  const seed = asked === 'fresh' ? Date.now() % 0x7fff_ffff : Number(asked)
  console.log(`QUBES_TOR_FW_SEED=${seed}`)
  return seed
}
