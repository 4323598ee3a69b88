import { testingNetwork } from '../network/torrc.ts'

/** Where the gateway's tor keeps what it keeps, and the socket by which these tests read its circuits. */
export const torFolder = '/run/tor-lab/gateway'
export const controlSocket = `${torFolder}/control`
export const torLog = `${torFolder}/log`

/** The user's own torrc, read on top of the compiled one: it joins the private network, and opens a control socket. */
export const userTorrc = (authorityLines: readonly string[]): string =>
  [
    ...testingNetwork(authorityLines),
    `DataDirectory ${torFolder}/data`,
    `ControlSocket ${controlSocket} RelaxDirModeCheck`,
    'CookieAuthentication 0',
    `Log notice file ${torLog}`,
    '',
  ].join('\n')
