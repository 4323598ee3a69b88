/** Lists of devices: `devices = { eth0, $wan }`. */
import { parseString } from './comments.ts'
import { parseVariable, type Reader, resolved } from './reader.ts'
import type { Syntax } from './syntax.ts'

export function parseDevices(reader: Reader): string[] {
  const { input } = reader
  input.expectSign('=')
  const names: string[] = []
  if (input.isSign('$')) {
    addDevices(reader, parseVariable(reader), names)
    return names
  }
  input.expectSign('{')
  do {
    if (input.peek().kind === 'newline') input.next()
    if (input.isSign('}') && names.length > 0) break
    if (input.isSign('$')) addDevices(reader, parseVariable(reader), names)
    else names.push(parseString(reader, "a device's name"))
  } while (input.takeSign(','))
  // The grammar takes no line end after the last name; listings have none there.
  input.expectSign('}')
  return names
}

/** The devices that a variable holds: one, or a set of them. */
function addDevices(reader: Reader, syntax: Syntax, names: string[]): void {
  const value = resolved(syntax)
  if (value.kind === 'symbol') names.push(value.text)
  else if (value.kind === 'set') {
    for (const { key } of value.elements) {
      const device = key === '*' ? undefined : resolved(key)
      if (device?.kind === 'symbol') names.push(device.text)
      else reader.input.report('nft-wrong-type', 'the variable holds what is no device', syntax.at)
    }
  } else if (value.kind !== 'nothing') {
    reader.input.report('nft-wrong-type', 'the variable is no device', syntax.at)
  }
}

/** One device stands alone in documents. */
export function oneOrMany(names: string[]): string | string[] {
  const [only] = names
  return names.length === 1 && only !== undefined ? only : names
}
