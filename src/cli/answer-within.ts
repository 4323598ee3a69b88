/** Characters that may come before the end of the line: whoever types more has not read the question. */
const ANSWER_MAX = 100

const signals = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const

/**
 * Asks standard input for one line. A terminal that hangs up, an interrupt and the end of input are answers too, though none
 * that confirms; the signals stay caught, so that what is then done is done to its end.
 */
export const answerWithin = (seconds: number): Promise<string> =>
  new Promise((resolve) => {
    const { stdin } = process
    let text = ''
    const end = (answer: string) => {
      clearTimeout(timer)
      stdin.removeAllListeners('data')
      stdin.destroy()
      resolve(answer)
    }
    const timer = setTimeout(() => end('out of time'), seconds * 1_000)
    for (const signal of signals) process.on(signal, () => end(`ended by ${signal}`))
    stdin.on('data', (chunk: Buffer) => {
      text += chunk.toString('utf8')
      if (text.includes('\n') || text.length > ANSWER_MAX) end(text.split('\n', 1)[0]?.trim() ?? '')
    })
    stdin.on('end', () => end('the end of standard input'))
    stdin.on('error', () => end('standard input is broken'))
  })
