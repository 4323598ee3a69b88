/** iptables' own options: long names and the letters they stand for (iptables/xshared.c, xt_cmd_parse). */
export const longOptions: ReadonlyMap<string, string> = new Map([
  ...([
    ['append', 'A'],
    ['check', 'C'],
    ['delete', 'D'],
    ['replace', 'R'],
    ['insert', 'I'],
  ] as const),
  ...([
    ['list', 'L'],
    ['list-rules', 'S'],
    ['flush', 'F'],
    ['zero', 'Z'],
    ['new-chain', 'N'],
  ] as const),
  ...([
    ['delete-chain', 'X'],
    ['rename-chain', 'E'],
    ['policy', 'P'],
    ['source', 's'],
  ] as const),
  ...([
    ['destination', 'd'],
    ['src', 's'],
    ['dst', 'd'],
    ['protocol', 'p'],
    ['in-interface', 'i'],
  ] as const),
  ...([
    ['out-interface', 'o'],
    ['jump', 'j'],
    ['goto', 'g'],
    ['match', 'm'],
    ['table', 't'],
  ] as const),
  ...([
    ['fragments', 'f'],
    ['set-counters', 'c'],
    ['ipv4', '4'],
    ['ipv6', '6'],
    ['verbose', 'v'],
  ] as const),
  ...([
    ['numeric', 'n'],
    ['exact', 'x'],
    ['line-numbers', '0'],
    ['wait', 'w'],
  ] as const),
  ...([
    ['wait-interval', 'W'],
    ['modprobe', 'M'],
    ['version', 'V'],
    ['help', 'h'],
  ] as const),
])

/** Letters that take an argument, in the same word or the next. */
export const takesArgument = 'ACDRINEPsdpiojgmtcM'

/** Letters that take one if the next word is none of `-...` and `!...`. */
export const mayTakeArgument = 'LSFZX'

/** Letters that are options by themselves. */
export const isFlag = 'fvnx46Vhw0W'

/** Commands: one to a line. */
export const commandLetters = 'ACDRILSFZNXEP'

/** Options whose argument iptables looks for in the word before the next one: `-sADDRESS` does not work. */
export const argumentIsNextWord = 'sdpioj'
