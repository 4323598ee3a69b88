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
