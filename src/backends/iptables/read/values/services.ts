/**
 * Ports by names of services that firewalls use, for the protocols for which /etc/services of Debian's netbase has
 * them. Others are refused: what a machine takes them for is not known.
 */
const tcpServices = {
  'ftp-data': 20,
  ftp: 21,
  ssh: 22,
  telnet: 23,
  smtp: 25,
  mail: 25,
  whois: 43,
  gopher: 70,
  finger: 79,
  http: 80,
  www: 80,
  pop3: 110,
  'pop-3': 110,
  auth: 113,
  ident: 113,
  nntp: 119,
  epmap: 135,
  'netbios-ssn': 139,
  imap2: 143,
  imap: 143,
  bgp: 179,
  'microsoft-ds': 445,
  submissions: 465,
  login: 513,
  shell: 514,
  printer: 515,
  nntps: 563,
  submission: 587,
  ipp: 631,
  rsync: 873,
  'ftps-data': 989,
  ftps: 990,
  telnets: 992,
  imaps: 993,
  pop3s: 995,
  socks: 1080,
  mysql: 3306,
  svn: 3690,
  'xmpp-client': 5222,
  'xmpp-server': 5269,
  postgresql: 5432,
  x11: 6000,
  ircd: 6667,
  'http-alt': 8080,
  git: 9418,
}
const udpServices = {
  bootps: 67,
  bootpc: 68,
  tftp: 69,
  ntp: 123,
  'netbios-ns': 137,
  'netbios-dgm': 138,
  isakmp: 500,
  route: 520,
  router: 520,
  'dhcpv6-client': 546,
  'dhcpv6-server': 547,
  'ipsec-nat-t': 4500,
  mdns: 5353,
}
const otherServices = {
  echo: 7,
  discard: 9,
  daytime: 13,
  chargen: 19,
  time: 37,
  tacacs: 49,
  domain: 53,
  kerberos: 88,
  sunrpc: 111,
  portmapper: 111,
  snmp: 161,
  'snmp-trap': 162,
  snmptrap: 162,
  ldap: 389,
  https: 443,
  kpasswd: 464,
  syslog: 514,
  rtsp: 554,
  ldaps: 636,
  'domain-s': 853,
  openvpn: 1194,
  radius: 1812,
  'radius-acct': 1813,
  nfs: 2049,
  sip: 5060,
  'sip-tls': 5061,
}

const names = (
  ...lists: readonly Readonly<Record<string, number>>[]
): ReadonlyMap<string, number> => new Map(lists.flatMap((list) => Object.entries(list)))

const byProtocol: ReadonlyMap<number, ReadonlyMap<string, number>> = new Map([
  [6, names(tcpServices, otherServices)],
  [17, names(udpServices, otherServices)],
])
const ofAny = names(tcpServices, udpServices, otherServices)

/** The port of a service; `any` is for options that look names up without a protocol. */
export const servicePort = (name: string, protocol: number | 'any'): number | undefined =>
  protocol === 'any' ? ofAny.get(name) : byProtocol.get(protocol)?.get(name)
