/** The codes stand with all others, so that what is told here is a Diagnostic like any other. */
export type { PacketCode } from '../../diagnostics/index.ts'
export { packetCodes } from '../../diagnostics/index.ts'
