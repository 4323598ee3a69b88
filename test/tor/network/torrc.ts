import { join } from 'node:path'
import { dirPort, orPort, servers, webPort } from '../world/addresses.ts'
import type { TorNode } from './node.ts'
import { folderOf, labFolder } from './node.ts'

/** What every tor of a private network is told, the client on the gateway too (tor(1), TESTING NETWORK OPTIONS). */
export const testingNetwork = (authorityLines: readonly string[]): readonly string[] => [
  'TestingTorNetwork 1',
  'AssumeReachable 1',
  'PathsNeededToBuildCircuits 0.25',
  'ShutdownWaitLength 0',
  // Four second hops that are kept leave circuits to onion services no way through a network of eight relays.
  'VanguardsLiteEnabled 0',
  ...authorityLines,
]

/**
 * How the network votes. Every interval is as long as the first: clients and onion services reckon an onion service's
 * periods by it, and look in different places where they hold consensuses of different intervals.
 */
export const voting = {
  intervalSeconds: 20,
  delaySeconds: 2,
  /** From the start until the first consensus: all relays have to have told the authorities of themselves by then. */
  firstConsensusSeconds: 12,
} as const

const authority = (firstConsensus: number): readonly string[] => [
  'AuthoritativeDirectory 1',
  'V3AuthoritativeDirectory 1',
  'ContactInfo test@example.invalid',
  'ExitPolicy reject *:*',
  'TestingDirAuthVoteExit *',
  'TestingDirAuthVoteHSDir *',
  'TestingDirAuthVoteGuard *',
  'TestingMinExitFlagThreshold 0',
  // A consensus outlives votes that a busy machine misses.
  'V3AuthNIntervalsValid 60',
  `V3AuthVotingInterval ${voting.intervalSeconds}`,
  `V3AuthVoteDelay ${voting.delaySeconds}`,
  `V3AuthDistDelay ${voting.delaySeconds}`,
  `TestingV3AuthInitialVotingInterval ${voting.intervalSeconds}`,
  `TestingV3AuthInitialVoteDelay ${voting.delaySeconds}`,
  `TestingV3AuthInitialDistDelay ${voting.delaySeconds}`,
  `TestingV3AuthVotingStartOffset ${Math.floor(firstConsensus) % voting.intervalSeconds}`,
]

const exit = [
  'ExitRelay 1',
  'IPv6Exit 1',
  'ExitPolicyRejectPrivate 0',
  'ExitPolicy accept *:*',
  'ServerDNSDetectHijacking 0',
  'ServerDNSTestAddresses',
  `ServerDNSResolvConfFile ${join(labFolder, 'resolv.conf')}`,
]

const bound = ({ address }: TorNode): readonly string[] => [
  `Address ${address}`,
  `OutboundBindAddress ${address}`,
]

const listeningRelay = (node: TorNode): readonly string[] => [
  ...bound(node),
  `ORPort ${node.address}:${orPort} IPv4Only`,
  ...(node.kind === 'authority' ? [`DirPort ${node.address}:${dirPort}`] : []),
]

const roleOf = (node: TorNode, firstConsensus: number): readonly string[] => {
  switch (node.kind) {
    case 'authority':
      return [...listeningRelay(node), ...authority(firstConsensus)]
    case 'exit':
      return [...listeningRelay(node), ...exit]
    case 'middle':
      return [...listeningRelay(node), 'ExitPolicy reject *:*']
    case 'onion':
      return [
        ...bound(node),
        `HiddenServiceDir ${join(folderOf(node.nickname), 'service')}`,
        `HiddenServicePort 80 ${servers[0]}:${webPort}`,
      ]
  }
}

/** The whole torrc of one node. The first consensus comes at a time in seconds since the epoch. */
export const torrcOf = (
  node: TorNode,
  authorityLines: readonly string[],
  firstConsensus: number,
): string =>
  [
    ...testingNetwork(authorityLines),
    `Nickname ${node.nickname}`,
    `DataDirectory ${folderOf(node.nickname)}`,
    `Log notice file ${join(folderOf(node.nickname), 'log')}`,
    'SocksPort 0',
    ...roleOf(node, firstConsensus),
    '',
  ].join('\n')
