/** What Tor says of itself, and who listens where Tor should. */
export type { Bootstrap, Circuits, TorAccess, TorState } from './control/ask-tor.ts'
export { askTor } from './control/ask-tor.ts'
export type { Channel, OpenChannel } from './control/channel.ts'
export { openSocket, TalkError } from './control/channel.ts'
export type { ListeningSocket } from './sockets.ts'
export { readSockets } from './sockets.ts'
