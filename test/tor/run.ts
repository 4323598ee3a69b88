import type { Break, Claim, Shown } from './claims/index.ts'
import { limits } from './limits.ts'
import type { Stage } from './stage.ts'

/** One row of the table. */
export interface Row {
  readonly claim: Claim
  /** Why it was not shown here. */
  readonly skipped?: string
  readonly shown: Shown
  /** What the same try found on the gateway that was broken on purpose. */
  readonly caught: Shown
  readonly seconds: number
}

export const troublesOf = ({ findings, unserved }: Shown): readonly string[] => [
  ...findings,
  ...(unserved ?? []),
]

/** A claim holds where something was tried, nothing was found, and the break was caught for what it is. */
export const isGreen = ({ claim, shown, caught }: Row): boolean =>
  shown.tried > 0 &&
  troublesOf(shown).length === 0 &&
  troublesOf(caught).some((finding) => claim.broken.finds.test(finding))

const crashed = (error: unknown): Shown => ({
  tried: 0,
  findings: [`the try itself failed: ${error instanceof Error ? error.message : error}`],
})

const patience = (stage: Stage, seconds: number): void => {
  for (const client of stage.clients) client.patience = seconds
}

/** Puts the claim's policy in force, where it has one. */
const prepare = async (stage: Stage, { before, policy }: Claim): Promise<void> => {
  if (before === undefined && policy === undefined) return
  await stage.gateway.use(null)
  await before?.(stage)
  if (policy !== undefined) await stage.gateway.use(policy(stage))
}

/** Some breaks let in what ends Tor. */
const revive = async ({ gateway: { tor } }: Stage): Promise<void> => {
  if (tor.lives()) return
  await tor.start()
  await tor.ready()
}

const onBroken = async (stage: Stage, claim: Claim): Promise<Shown> => {
  const { gateway } = stage
  const { nft, set, act, undo }: Break = claim.broken
  await prepare(stage, claim)
  const before = await gateway.set(set ?? {})
  patience(stage, limits.brokenFetchSeconds)
  try {
    if (nft !== undefined) await gateway.nft(nft)
    await act?.(stage)
    return await claim.show(stage)
  } finally {
    patience(stage, limits.fetchSeconds)
    await undo?.(stage)
    await gateway.set(before)
    await revive(stage)
    if (claim.policy === undefined) await gateway.mend()
    else await gateway.use(null)
  }
}

/** Whatever is wrong is wrong the first time; who is not served tries again. */
const whole = async (stage: Stage, claim: Claim): Promise<Shown> => {
  for (let attempt = 1; ; attempt++) {
    await prepare(stage, claim)
    const shown = await claim.show(stage)
    const isOnlyUnserved = shown.findings.length === 0 && (shown.unserved ?? []).length > 0
    if (!isOnlyUnserved || attempt === limits.attempts) return shown
  }
}

const nothing: Shown = { tried: 0, findings: [] }

/** Shows one claim, breaks the gateway, and lets the same try notice. A crash has shown nothing, and noticed nothing. */
export const runClaim = async (stage: Stage, claim: Claim): Promise<Row> => {
  const start = performance.now()
  const skipped = claim.skip?.(stage)
  if (skipped !== undefined) return { claim, skipped, shown: nothing, caught: nothing, seconds: 0 }
  const shown = await whole(stage, claim).catch(crashed)
  const caught = await onBroken(stage, claim).catch(crashed)
  return { claim, shown, caught, seconds: (performance.now() - start) / 1000 }
}
