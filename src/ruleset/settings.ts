/** What is loaded beside rules: options of Tor and of the kernel, as inert data. */

export interface TorOption {
  readonly name: string
  /** The rest of the line. */
  readonly value: string
  /** Whether `@ADDRESS@` stands in the value, to be filled with each client-facing address by the loader. */
  readonly atBoot: boolean
  /** Why it is there; one comment line before it, or none. */
  readonly why: string | null
}

export interface TorConfiguration {
  readonly options: readonly TorOption[]
}

export interface KernelSetting {
  /** `net.ipv4.ip_forward` */
  readonly key: string
  readonly value: number
  readonly why: string
}
