import { expect } from 'vitest'
import { runLine } from '../cli/world.ts'

/** The page that `verify --report -` makes of these files, by their names; of the default policy where there are none. */
export const pageOf = async (
  files: Readonly<Record<string, string>> = {},
  words: readonly string[] = [],
): Promise<string> => {
  const { stdout, stderr } = await runLine(
    ['verify', '--report', '-', ...words, ...Object.keys(files)],
    {
      files: Object.fromEntries(
        Object.entries(files).map(([name, text]) => [`/here/${name}`, text]),
      ),
    },
  )
  expect(stdout, stderr).toMatch(/^<!doctype html>/)
  return stdout
}

/** A torifier as it is often written: DNS and TCP are redirected, and whatever is neither goes out. */
export const leakyTorifier = `table ip nat {
	chain prerouting {
		type nat hook prerouting priority dstnat; policy accept;
		iifname "vif*" udp dport 53 redirect to :5300
		iifname "vif*" tcp flags & (fin | syn | rst | ack) == syn redirect to :9040
	}
}

table inet filter {
	chain input {
		type filter hook input priority filter; policy drop;
		ct state established,related accept
		iifname "vif*" tcp dport 9040 accept
		iifname "vif*" udp dport 5300 accept
	}
	chain forward {
		type filter hook forward priority filter; policy accept;
		iifname "vif*" oifname "vif*" drop
		ct state invalid drop
	}
}
`

/** Everything that a ruleset may say in its own words, each word meant to get out of a text. */
export const hostile = (word: string): string => `table inet filter {
	set s_1 { type ipv4_addr; elements = { 10.0.0.1 } }
	chain forward {
		type filter hook forward priority filter; policy accept;
		iifname "vif*" udp dport 123 log prefix "${word}" accept comment "${word}"
	}
}
`
