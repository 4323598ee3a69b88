import { readFileSync } from 'node:fs'
import { chatter } from './claims/fail-closed.ts'
import { claims, quickClaims } from './claims/index.ts'
import { rowText, tableText, writeCounts, writeTable } from './report.ts'
import type { Row } from './run.ts'
import { isGreen, runClaim } from './run.ts'
import type { Given } from './stage-up.ts'
import { stageUp } from './stage-up.ts'

const say = (text: string): void => {
  process.stdout.write(`${text}\n`)
}

const secondsSince = (start: number): string => ((performance.now() - start) / 1000).toFixed(1)

const main = async (given: Given): Promise<number> => {
  const start = performance.now()
  const stage = await stageUp(given)
  // Clients do not wait until Tor is there.
  await chatter(stage)
  await stage.gateway.tor.start()
  await chatter(stage)
  await stage.gateway.tor.ready()
  say(`tor has bootstrapped after ${secondsSince(start)} s`)
  const rows: Row[] = []
  for (const claim of given.quick && given.only.length === 0 ? quickClaims : claims) {
    if (given.only.length > 0 && !given.only.includes(claim.of)) continue
    const row = await runClaim(stage, claim)
    rows.push(row)
    say(rowText(row))
  }
  for (const tap of [stage.uplink, ...stage.clients.map((client) => client.tap)]) await tap.close()
  say(`\n${tableText(rows)}\n\n${rows.length} claims in ${secondsSince(start)} s`)
  if (given.tableFile !== null) writeTable(given.tableFile, tableText(rows))
  const counts = process.env['QUBES_TOR_FW_COUNTS']
  if (counts !== undefined) writeCounts(counts, rows)
  return rows.length > 0 && rows.every((row) => row.skipped !== undefined || isGreen(row)) ? 0 : 1
}

main(JSON.parse(readFileSync(0, 'utf8'))).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error)
    process.exit(1)
  },
)
