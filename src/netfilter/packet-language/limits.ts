/** UTF-16 units of one packet's text: every word there is, said once, takes less. */
export const PACKET_TEXT_MAX = 2000
