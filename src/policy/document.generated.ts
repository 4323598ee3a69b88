// Generated from src/policy/schema by scripts/generate-policy-schema.mjs; do not edit.

/**
 * The policy of a Tor gateway. Everything is optional; `version: 1` alone is a Qubes TorVM.
 * @default {}
 */
export interface PolicyDocument {
  /**
   * The version of the policy language.
   * @default 1
   */
  readonly version?: 1
  /**
   * Where the rules will live. `qubes-4`: a TorVM on Qubes OS 4.2 or 4.3, beside Qubes' own nftables rules. `qubes-3`: Qubes OS 3.x, or another system with iptables that sets up vif interfaces. `standalone`: a machine of its own, say a Raspberry Pi.
   * @default "qubes-4"
   */
  readonly environment?: "qubes-4" | "qubes-3" | "standalone"
  /**
   * Which interface is whose. An interface in neither zone (loopback aside) is treated as a stranger: nothing passes.
   * @default {}
   */
  readonly zones?: {
    /**
     * The side of the clients: everything that must not get past Tor.
     * @default {}
     */
    readonly clients?: {
      /**
       * Names of the clients' interfaces. What enters by one of them is a client's packet. `vif*` by default on Qubes; `standalone` must say.
       * @default ["vif*"]
       */
      readonly interfaces?: readonly string[]
      /**
       * An interface group (`ip link set dev NAME group NUMBER`) whose members are clients' too, whichever holds, name or group. `null` for none. 2 by default on Qubes 4, none elsewhere. Not 0: every interface starts there.
       * @default 2
       */
      readonly group?: number | null
      /**
       * How a client's own address is known. A packet with any other source is dropped before anything can answer it. `qubes` is the default on Qubes; `standalone` must say.
       * @default "qubes"
       */
      readonly addresses?: "qubes" | "reverse-path" | {
        /**
         * These addresses at these interfaces and no other. Keys are whole interface names, each matched by `interfaces`.
         */
        readonly fixed: Readonly<Record<string, readonly string[]>>
      } | {
        /**
         * Any address in these networks that routes back to the interface it came by.
         */
        readonly prefixes: readonly string[]
      }
      /**
       * The address that clients know the gateway by: the primary address of their interface, where Tor listens. `at-boot`: the loader fills it in, and the SOCKS ports stay closed until then.
       * @default "at-boot"
       */
      readonly gatewayAddress?: "at-boot" | string | Readonly<Record<string, string>>
    }
    /**
     * The side of the network, which Tor alone uses for the clients.
     * @default {}
     */
    readonly uplink?: {
      /**
       * Names of the interfaces that lead to the network. `eth0` by default on Qubes; `standalone` must say.
       * @default ["eth0"]
       */
      readonly interfaces?: readonly string[]
      /**
       * An interface group whose members lead to the network too. `null` for none. 1 by default on Qubes 4, none elsewhere.
       * @default 1
       */
      readonly group?: number | null
    }
  }
  /**
   * What the ruleset has to know of Tor. Everything else (bridges, onion services) stays in your own torrc.
   * @default {}
   */
  readonly tor?: {
    /**
     * Names that Tor's account may have, in order: the loader takes the first that exists. They never stand in a ruleset, which a missing user would void.
     * @default ["debian-tor","toranon","_tor"]
     */
    readonly users?: readonly string[]
    /**
     * The number of Tor's account (`id -u debian-tor`), which `egress: tor-only` needs. The loader checks it and locks the gateway down where it differs. `null` where nothing needs it.
     * @default null
     */
    readonly uid?: number | null
    /**
     * Tor's TransPort: where clients' TCP goes. tor(1), TransPort.
     * @default 9040
     */
    readonly transPort?: number
    /**
     * Tor's DNSPort: where clients' UDP to port 53 goes, whatever its destination. Over 1024, so that Tor can bind it again after it has dropped its privileges.
     * @default 5300
     */
    readonly dnsPort?: number
    /**
     * Ports where clients may ask Tor by SOCKS. Empty for none.
     */
    readonly socksPorts?: readonly {
      /**
       * The TCP port, at the address that the client's interface bears.
       */
      readonly port: number
      /**
       * What streams must have in common to share a circuit. `client-address` has to be among them, or two clients could be told to be one machine.
       * @default ["client-address","socks-auth"]
       */
      readonly isolate?: readonly ("client-address" | "socks-auth" | "client-protocol" | "destination-port" | "destination-address")[]
    }[]
    /**
     * Tor's control port, which tells whoever reaches it the gateway's real address. Off by default; never open to clients.
     * @default "off"
     */
    readonly control?: "off" | {
      /**
       * On loopback only; clients never reach it.
       */
      readonly port: number
    } | {
      /**
       * An absolute path; letters, digits, `_`, `.`, `-` and `/` only.
       */
      readonly socket: string
    }
    /**
     * The network that Tor makes up addresses from, for `.onion` names and the like (VirtualAddrNetworkIPv4). /16 or wider, in a range that nobody routes: a packet to such an address carries a name that the client looked up. Not 172.16.0.0/12, which local networks use, and not Tor's own 127.192.0.0/10, which clients can't reach.
     * @default "10.192.0.0/10"
     */
    readonly virtualAddresses?: string
  }
  /**
   * What becomes of each class of client packet.
   * @default {}
   */
  readonly obedience?: {
    /**
     * What becomes of clients' TCP to anywhere but local networks.
     * @default "tor"
     */
    readonly tcp?: "tor" | "drop"
    /**
     * What becomes of clients' UDP to port 53, whatever its destination.
     * @default "tor"
     */
    readonly dns?: "tor" | "drop"
    /**
     * What becomes of clients' other UDP, which Tor can't carry: dropped in silence, or refused with an ICMP error that leaves by the client's own interface.
     * @default "drop"
     */
    readonly udp?: "drop" | "reject"
    /**
     * What becomes of clients' ICMP: no echo is answered. There is one choice, stated so that a policy can be read by itself.
     * @default "drop"
     */
    readonly icmp?: "drop"
    /**
     * What becomes of clients' IPv6, of every kind. There is one choice, stated so that a policy can be read by itself.
     * @default "drop"
     */
    readonly ipv6?: "drop"
    /**
     * What becomes of everything else: SCTP, GRE, ESP, and so on. There is one choice, stated so that a policy can be read by itself.
     * @default "drop"
     */
    readonly otherProtocols?: "drop"
    /**
     * Destinations that no client packet reaches, neither directly nor through Tor. The virtual address network is exempt.
     * @default {}
     */
    readonly localNetworks?: {
      /**
       * What becomes of clients' packets to local networks: dropped in silence, or refused with an ICMP error that leaves by the client's own interface.
       * @default "drop"
       */
      readonly action?: "drop" | "reject"
      /**
       * The networks that count as local, in place of the standard list (the special-purpose addresses of RFC 6890). To add to the standard list, use `also`.
       */
      readonly networks?: readonly string[]
      /**
       * Networks that count as local besides, say your site's public addresses.
       * @default []
       */
      readonly also?: readonly string[]
    }
  }
  /**
   * What the gateway itself may do, and who may talk to it.
   * @default {}
   */
  readonly gateway?: {
    /**
     * What the gateway's own traffic may do. `direct`: leave as it is. `tor-only`: only Tor's account may send (needs `tor.uid`). `none`: nothing leaves, so Tor can't work either.
     * @default "direct"
     */
    readonly egress?: "direct" | "tor-only" | "none"
    /**
     * Whether the gateway itself speaks IPv6 by its uplink. Clients never do.
     * @default false
     */
    readonly ipv6?: boolean
    /**
     * Whether the uplink's address comes by DHCP.
     * @default false
     */
    readonly dhcpClient?: boolean
    /**
     * Whether the gateway gives its clients their addresses by DHCP.
     * @default false
     */
    readonly dhcpServer?: boolean
    /**
     * Ports that the uplink may reach, say those of a relay. None by default.
     * @default []
     */
    readonly uplinkServices?: readonly {
      /**
       * A name for comments: small letters, digits and `-`.
       */
      readonly name: string
      /**
       * The transport protocol.
       */
      readonly protocol: "tcp" | "udp"
      /**
       * The port that is opened.
       */
      readonly port: number
      /**
       * Who may reach it. By default everybody on that side who speaks IPv4. IPv6 has to be named, and needs `ipv6: true`.
       * @default ["0.0.0.0/0"]
       */
      readonly from?: readonly string[]
    }[]
    /**
     * Ports that clients may reach besides Tor's, at the address that their interface bears. None by default: each is a way to learn about the gateway.
     * @default []
     */
    readonly clientServices?: readonly {
      /**
       * A name for comments: small letters, digits and `-`.
       */
      readonly name: string
      /**
       * The transport protocol.
       */
      readonly protocol: "tcp" | "udp"
      /**
       * The port that is opened.
       */
      readonly port: number
      /**
       * Who may reach it. By default everybody on that side who speaks IPv4. IPv6 has to be named, and needs `ipv6: true`.
       * @default ["0.0.0.0/0"]
       */
      readonly from?: readonly string[]
    }[]
    /**
     * Whether rules count packets and bytes.
     * @default true
     */
    readonly counters?: boolean
    /**
     * Whether dropped packets are logged. A log keeps what clients tried to reach.
     * @default "off"
     */
    readonly log?: "off" | {
      /**
       * What each line begins with: at most 6 letters, digits, `.`, `_` and `-`.
       * @default "tor-fw"
       */
      readonly prefix?: string
      /**
       * Lines a minute at most, so that a client cannot fill the disk.
       * @default 10
       */
      readonly ratePerMinute?: number
      /**
       * Lines at once before the rate applies.
       * @default 20
       */
      readonly burst?: number
    }
  }
}
