import { tcpBits } from '../packet/sent.ts'
import type { Random } from '../random.ts'

const { fin, syn, rst, psh, ack, urg } = tcpBits

/** Flags of segments that belong to nothing: ordinary ones, and those that no stack sends. */
export const strayFlags = (random: Random): number =>
  random.weighted([
    [8, syn],
    [3, ack],
    [2, psh | ack],
    [2, syn | ack],
    [2, fin | ack],
    [2, rst],
    [1, rst | ack],
    [1, 0],
    [1, fin | psh | urg],
    [1, syn | fin],
    [1, fin],
    [1, syn | rst],
    [1, psh],
    [1, ack | urg],
  ])
