/** iptables-restore, ip6tables-restore and arptables-restore files. */
export { arpRestoreText } from './write/arp.ts'
export { restoreText } from './write/restore.ts'
