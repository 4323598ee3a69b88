/** iptables-restore, ip6tables-restore and arptables-restore files: written, read, and what a kernel makes of them. */
export * from './read/arp/index.ts'
export * from './read/index.ts'
export * from './read/lower/index.ts'
export { arpRestoreText } from './write/arp.ts'
export { restoreText } from './write/restore.ts'
