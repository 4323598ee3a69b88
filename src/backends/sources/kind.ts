import type { SourceCode } from './codes.ts'

/** What a file is, told by what stands in it and never by its name. */
export type SourceKind = 'nft' | 'nft-json' | 'iptables' | 'arptables' | 'torrc' | 'sysctl'

export type KindReading =
  | { readonly kind: SourceKind }
  | { readonly kind: 'unclear'; readonly code: SourceCode; readonly message: string }

/** Words that a command of nft begins with (src/parser_bison.y, `line` and `base_cmd`). */
const nftWords: readonly string[] = [
  ...['table', 'add', 'create', 'insert', 'replace', 'delete', 'destroy', 'flush', 'rename'],
  ...['list', 'reset', 'define', 'redefine', 'undefine', 'include', 'chain', 'rule', 'element'],
  ...['set', 'map', 'export', 'import', 'describe', 'monitor', 'ct'],
]

/** Options of arptables that iptables does not have. */
const arpOption =
  /^-A .*[ \t]--(opcode|h-length|h-type|proto-type|(source|destination|src|dst)-(mac|ip))[ \t]/m

/** Options by which a torrc is known; any one will do. */
const torOptions: ReadonlySet<string> = new Set([
  ...['transport', 'dnsport', 'socksport', 'controlport', 'controlsocket', 'httptunnelport'],
  ...['natdport', 'orport', 'dirport', 'extorport', 'metricsport', 'user', 'datadirectory', 'log'],
  ...['virtualaddrnetwork', 'virtualaddrnetworkipv4', 'virtualaddrnetworkipv6', 'runasdaemon'],
  ...['automaphostsonresolve', 'automaphostssuffixes', 'clientrejectinternaladdresses', 'bridge'],
  ...['cookieauthentication', 'usebridges', 'clienttransportplugin', 'exitpolicy', 'nickname'],
  ...[
    'hiddenservicedir',
    'hiddenserviceport',
    'sandbox',
    'safelogging',
    'dormantcanceledbystartup',
  ],
  ...['disablenetwork', 'clientonly', 'excludenodes', 'entrynodes', 'exitnodes', 'strictnodes'],
  ...['contactinfo', 'exitrelay', 'pidfile', 'avoiddiskwrites', 'testsocks', 'transproxytype'],
  ...['hashedcontrolpassword', 'geoipfile', 'geoipv6file', 'warnplaintextports', '%include'],
  ...['clientonionauthdir', 'socksipolicy', 'sockspolicy', 'longlivedports', 'numentryguards'],
])

/** Lines of one file that are looked at to tell a torrc: its options may begin late. */
const linesLookedAt = 200

const unclear = (code: SourceCode, message: string): KindReading => ({
  kind: 'unclear',
  code,
  message,
})

const isSysctl = (line: string): boolean => /^-?\s*[A-Za-z0-9_*?[\]-]+[./][^\s=]*\s*=/.test(line)

/** Lines of a torrc end in a backslash where the next one goes on. */
const isTorrc = (lines: readonly string[]): boolean =>
  lines.every(
    (line, index) =>
      lines[index - 1]?.endsWith('\\') || /^[+/%]?[A-Za-z][A-Za-z0-9_]*(\s|$)/.test(line),
  ) &&
  lines.some((line) => {
    const [word = ''] = line.toLowerCase().replace(/^[+/]/, '').split(/\s/)
    return torOptions.has(word)
  })

/** arptables signs what it prints; otherwise its own options, or chains without the counters of iptables, tell it. */
const isArptables = (text: string): boolean =>
  /^#.*\barptables\b/m.test(text.slice(0, 4096)) || arpOption.test(text)

/** So much of a file tells whether it is text at all. */
const unitsLookedAt = 65_536

/** A zero byte, or one character in twenty that no text has. */
const isBinary = (text: string): boolean => {
  if (text.includes('\0')) return true
  const head = text.slice(0, unitsLookedAt)
  let broken = 0
  for (let at = 0; at < head.length; at += 1) {
    const code = head.charCodeAt(at)
    if (code === 0xfffd || (code < 0x20 && ![9, 10, 12, 13, 27].includes(code))) broken += 1
  }
  return broken * 20 > head.length
}

/** The first lines that are neither empty nor comments, without their indentation. */
const significantLines = (text: string): readonly string[] => {
  const lines: string[] = []
  for (let start = 0; start < text.length && lines.length < linesLookedAt; ) {
    const end = text.indexOf('\n', start)
    const line = text.slice(start, end < 0 ? text.length : end).trim()
    if (line !== '' && !/^[#;]/.test(line)) lines.push(line)
    start = end < 0 ? text.length : end + 1
  }
  return lines
}

/** The kind of a file. A file of comments alone is none, and whatever else is unclear is not guessed at. */
export const kindOf = (text: string): KindReading => {
  if (isBinary(text)) return unclear('input-not-text', 'the file is no text')
  const lines = significantLines(text)
  const [first] = lines
  if (first === undefined) return unclear('input-empty', 'the file says nothing')
  if (first.startsWith('{') || first.startsWith('\ufeff{')) return { kind: 'nft-json' }
  if (first.startsWith('*')) return { kind: isArptables(text) ? 'arptables' : 'iptables' }
  // Rules of iptables without their table are read as what they should be, so that what is missing is told.
  if (/^(-[AINPXF]\s|:[A-Z]+\s+(ACCEPT|DROP)\b)/.test(first) || /^COMMIT\s*$/m.test(text))
    return { kind: isArptables(text) ? 'arptables' : 'iptables' }
  const [word = ''] = first.split(/[\s;{]/)
  if (nftWords.includes(word)) return { kind: 'nft' }
  if (lines.every((line) => isSysctl(line) || /^-[A-Za-z]+[./]/.test(line)))
    return { kind: 'sysctl' }
  if (isTorrc(lines)) return { kind: 'torrc' }
  return unclear(
    'input-unclear',
    'the file is no nft text or JSON, no iptables-save, torrc or file of sysctls',
  )
}
