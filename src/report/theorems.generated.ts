/* Made by scripts/generate-theorems.mjs from the doc comments of src/verifier/guarantees. */
import type { GuaranteeId } from '../verifier/index.ts'

/** Each guarantee's theorem, paragraph by paragraph; `code` stands between backticks. */
export const theorems: Readonly<Record<GuaranteeId, readonly string[]>> = {
  "no-client-escape": [
    "No client packet escapes: none, translated or not, survives to any interface but loopback, reaches a local socket that the policy does not name, enters a flowtable, or is queued, duplicated or forwarded by a statement."
  ],
  "tcp-reaches-tor": [
    "Every TCP packet that opens a connection from a client to a permitted destination arrives at the TransPort, or at the SOCKS port that it is addressed to on the gateway; so does what follows it; and what answers leaves by the client's interface."
  ],
  "dns-reaches-tor": [
    "Every client UDP packet to port 53 that has room for a DNS header, whatever its destination, arrives at the DNSPort; and what answers it leaves by the client's interface."
  ],
  "udp-dropped": [
    "Client UDP other than to port 53 is dropped, and silently: nothing is answered, unless the policy asks for a reject. What the policy opens to clients is left out, and so is a forged source, which `no-spoofing` judges."
  ],
  "ipv6-dropped": [
    "All IPv6 from clients is dropped, and silently: nothing is answered."
  ],
  "other-protocols-dropped": [
    "Of clients' IPv4, everything that is neither TCP nor UDP is dropped, and silently: nothing is answered."
  ],
  "local-networks-blocked": [
    "No client packet whose original destination is in a local range, or is the address by which clients know the gateway, arrives anywhere, the gateway's own Tor ports and DNS aside; the virtual address network is exempt."
  ],
  "clients-isolated": [
    "Nothing from one client arrives at another."
  ],
  "no-spoofing": [
    "A client packet whose source is not that client's own address arrives nowhere."
  ],
  "gateway-closed": [
    "Clients reach Tor's listeners and nothing else on the gateway, and the listeners by translation only, their own connections to a SOCKS port aside. The uplink reaches nothing that the policy does not open. Nothing that enters elsewhere than by a client's interface reaches Tor's listeners."
  ],
  "uplink-cannot-reach-clients": [
    "No packet entering by the uplink arrives at a client."
  ],
  "replies-stay-inside": [
    "Whatever the gateway sends in answer to a client packet, at once or later, leaves by a client's interface or not at all: also when that interface, its route or the connection's entry is gone by then."
  ],
  "gateway-unknown": [
    "No answer to a client depends on the gateway's other addresses: whether a destination is one of them, its own client-facing address aside, changes nothing about what arrives, and no error tells it. By ARP a client learns of that address and of no other."
  ],
  "client-address-kept": [
    "What arrives at Tor still bears the client's own source address, or stream isolation between clients is lost."
  ],
  "no-offload": [
    "No client packet reaches a `flow add`: what is in a flowtable skips every hook but ingress."
  ],
  "untranslated-never-leaves": [
    "Nothing leaves by the uplink that is INVALID, or whose source is a client's address and not a translation's doing. INVALID packets are no connection's: no translation is applied to them, and so they bear whatever they had (the transparent-proxy leak of 2014)."
  ],
  "gateway-egress": [
    "The gateway's own traffic leaves by the uplink as the policy says: freely, only as Tor's user, or not at all; and only of the families that it names, of which IPv6 needs neighbour discovery. What it lets out gets out, and is answered. Packets without a socket bear no user: `skuid X` and `skuid != X` miss them."
  ],
  "torrc-agrees": [
    "Rules and torrc say the same. What a rule translates for a client arrives where the torrc opens a TransPort, or for UDP a DNSPort, at that address and port, and what a client sends to a SOCKS port where it opens a SocksPort; each such listener keeps clients apart, and a SOCKS port all that the facts ask; by no listener anybody else gets in, and nobody at all where tor is controlled. Where tor gives addresses to names, IPv4 or IPv6, nobody else has them, and the facts have them for virtual.",
    "It speaks of packets that begin a connection, or have none: what rules translate."
  ],
  "fail-closed": [
    "Every state on the way keeps `no-client-escape`: the lockdown, what each step of loading leaves, and all that a packet may meet while the kernel goes from one to the next; so does what stays where something dies in between."
  ]
}
