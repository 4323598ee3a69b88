import { parseAddress } from '../../net/index.ts'
import { openLines, placeholderAddress } from '../fill.ts'
import type { Sentinel } from '../iptables/index.ts'

/** The name that the loader's lines go by, in every artefact. */
export const clientFacingSet = 'client_facing'

/** Addresses of a range that nobody is given (RFC 1112, section 4), one of which stands for the client-facing ones. */
const candidates = 254

/** A text as the loader would leave it, with one address that stands for all there are. */
export interface FilledText {
  readonly text: string
  /** Null: there was nothing to fill. */
  readonly sentinel: Sentinel | null
}

/**
 * Opens the lines that wait for the loader, in a file of iptables or arptables. The address that stands there for the
 * client-facing ones is one that the file has nowhere else, and means them on those lines alone.
 */
export const fillRestore = (text: string, set: string = clientFacingSet): FilledText => {
  const opened = openLines(text, set)
  if (opened.lines.size === 0) return { text, sentinel: null }
  for (let number = 1; number <= candidates; number += 1) {
    const spelling = `240.0.0.${number}`
    const address = text.includes(spelling) ? undefined : parseAddress(spelling)
    if (address)
      return {
        text: opened.text.replaceAll(placeholderAddress, spelling),
        sentinel: { address: address.value, text: spelling, lines: opened.lines },
      }
  }
  return { text, sentinel: null }
}

/** The same of a torrc, whose reader knows the placeholder itself. */
export const fillTorrc = (text: string, set: string = clientFacingSet): string =>
  openLines(text, set).text
