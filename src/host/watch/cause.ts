/** Something that happened, for which what is in force is looked at again. */
export interface Cause {
  readonly kind:
    | 'start'
    /** A transaction of nf_tables, by whoever: nft, iptables-nft, a program of its own. */
    | 'ruleset'
    /** An interface, an address or a setting that the kernel announces. */
    | 'interface'
    /** Settings of the kernel that nobody announces. */
    | 'settings'
    /** Tables of the old iptables, which nobody announces. */
    | 'legacy'
    /** Another run of ours has left word. */
    | 'state'
    /** A monitor has something to read and has not read it. */
    | 'backlog'
    /** Nothing: now and then it is looked all the same. */
    | 'heartbeat'
    /** After a lockdown or a restoration of ours. */
    | 'ourselves'
  /** Half a sentence, visible: who did what. */
  readonly what: string
}
