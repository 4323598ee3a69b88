import type { Stage } from '../../test/tor/stage.ts'
import { servers } from '../../test/tor/world/addresses.ts'

/** What a client gets through gateway and Tor, once. */
export interface Service {
  readonly firstByteMilliseconds: number
  readonly megabytesPerSecond: number
  readonly connectionsPerSecond: number
}

const downloadBytes = 10_000_000
const connections = 100

/** curl's own clock for one new connection each. */
const timeOf = async (stage: Stage, what: string, ...rest: readonly string[]): Promise<number> => {
  const { ok, body, why } = await stage.clients[0].curl(
    '-o',
    '/dev/null',
    '-w',
    `%{${what}}`,
    ...rest,
  )
  if (!ok) throw new Error(why)
  return Number(body)
}

const manyAtOnce = async (stage: Stage): Promise<number> => {
  const options = ['--parallel', '--parallel-immediate', '--parallel-max', '50']
  // An own connection for each: what is measured is that they open.
  const url = `http://${servers[2]}/[1-${connections}]`
  const start = performance.now()
  const { body, why } = await stage.clients[0].curl(...options, '-H', 'Connection: close', url)
  const answers = body.split('\n').filter((line) => line !== '').length
  if (answers !== connections) throw new Error(`${answers} of ${connections} answered: ${why}`)
  return connections / ((performance.now() - start) / 1000)
}

export const measureService = async (stage: Stage): Promise<Service> => {
  // The circuit is there before anything is timed.
  await timeOf(stage, 'time_total', `http://${servers[0]}/`)
  const firsts: number[] = []
  for (let round = 0; round < 5; round++)
    firsts.push(await timeOf(stage, 'time_starttransfer', `http://${servers[0]}/`))
  const url = `http://${servers[1]}/bytes/${downloadBytes}`
  // NaN where it never ends: a last segment that is dropped for its FIN is sent again, and dropped again.
  const speed = await timeOf(stage, 'speed_download', url).catch(() => Number.NaN)
  return {
    firstByteMilliseconds: Math.min(...firsts) * 1000,
    megabytesPerSecond: speed / 1e6,
    connectionsPerSecond: await manyAtOnce(stage),
  }
}
