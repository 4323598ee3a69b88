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
  ...authorityLines,
]

/** As often as tor lets a network vote. */
const authority = [
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
  'V3AuthVotingInterval 10',
  'V3AuthVoteDelay 2',
  'V3AuthDistDelay 2',
  'TestingV3AuthInitialVotingInterval 5',
  'TestingV3AuthInitialVoteDelay 2',
  'TestingV3AuthInitialDistDelay 2',
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

const roleOf = (node: TorNode): readonly string[] => {
  switch (node.kind) {
    case 'authority':
      return [...listeningRelay(node), ...authority]
    case 'exit':
      return [...listeningRelay(node), ...exit]
    case 'onion':
      return [
        ...bound(node),
        `HiddenServiceDir ${join(folderOf(node.nickname), 'service')}`,
        `HiddenServicePort 80 ${servers[0]}:${webPort}`,
      ]
  }
}

/** The whole torrc of one node. */
export const torrcOf = (node: TorNode, authorityLines: readonly string[]): string =>
  [
    ...testingNetwork(authorityLines),
    `Nickname ${node.nickname}`,
    `DataDirectory ${folderOf(node.nickname)}`,
    `Log notice file ${join(folderOf(node.nickname), 'log')}`,
    'SocksPort 0',
    ...roleOf(node),
    '',
  ].join('\n')
