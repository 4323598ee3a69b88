/** Rulesets for tests of `verify` and `explain`, and the options by which they are judged. */
export const factWords = [
  ...['--client-interface', 'vif*', '--uplink-interface', 'eth0'],
  ...['--gateway-address', '10.137.0.1', '--socks-port', 'none'],
]

/** A wall that keeps every client packet in, and one that lets DNS out: the leak is its line 6. */
export const walled = `table inet wall {
  chain forward {
    type filter hook forward priority 0; policy drop;
  }
  chain input {
    type filter hook input priority 0; policy drop;
  }
}
`
export const leaky = `table inet wall {
  chain forward {
    type filter hook forward priority 0; policy drop;
    # Meant for a moment.
    ct state established,related accept
    iifname "vif*" udp dport 53 accept
  }
  chain input {
    type filter hook input priority 0; policy drop;
  }
}
`
export const opaque = leaky
  .replace('udp dport 53 accept', 'xt match "bpf" accept')
  .replace('    ct state established,related accept\n', '')
