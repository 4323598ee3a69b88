import { testingNetwork } from '../network/torrc.ts'

/** Where the gateway's tor keeps what it keeps, and the socket of its service, by which these tests read its circuits. */
export const torFolder = '/run/tor-lab/gateway'
export const dataFolder = `${torFolder}/data`
export const controlSocket = `${torFolder}/run/control/socket`
export const controlCookie = `${torFolder}/run/control/cookie`
export const torLog = `${torFolder}/log`

/** The user's own torrc, read on top of the compiled one: it joins the private network, and keeps a log. */
export const userTorrc = (authorityLines: readonly string[]): string =>
  [...testingNetwork(authorityLines), `Log notice file ${torLog}`, ''].join('\n')
