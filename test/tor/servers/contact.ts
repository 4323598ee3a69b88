/** What a server of the internet saw of whoever came. */
export interface Contact {
  readonly service: 'web' | 'tls' | 'ssh' | 'echo' | 'dns'
  readonly from: string
  readonly to: string
  readonly port: number
}

export const sshBanner = 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'
