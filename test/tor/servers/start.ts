import { createInterface } from 'node:readline'
import { until } from '../../kernel/lab/condition.ts'
import { labFolder } from '../network/node.ts'
import type { Namespace } from '../world/namespace.ts'
import type { Contact } from './contact.ts'

/** All that came to any server since the start, in order. */
export interface Servers {
  readonly contacts: readonly Contact[]
}

const makeCertificate = async (internet: Namespace, key: string, certificate: string) => {
  await internet.mustExec('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'],
    ...['-days', '2', '-subj', '/CN=web.example.org', '-keyout', key, '-out', certificate],
    ...['-addext', 'subjectAltName=DNS:web.example.org,DNS:other.example.org'],
  ])
}

export const tlsCertificate = `${labFolder}/tls.pem`

/** `bundle` is servers/internet.ts as one file of plain JavaScript. */
export const startServers = async (internet: Namespace, bundle: string): Promise<Servers> => {
  const key = `${labFolder}/tls.key`
  await makeCertificate(internet, key, tlsCertificate)
  const child = internet.spawn(process.execPath, [bundle, key, tlsCertificate])
  const contacts: Contact[] = []
  const errors: string[] = []
  let ready = false
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told: Contact | 'ready' = JSON.parse(line)
    if (told === 'ready') ready = true
    else contacts.push(told)
  })
  child.stderr.on('data', (text: Buffer) => errors.push(String(text)))
  child.on('error', (error) => errors.push(error.message))
  await until('the servers listen', () => {
    if (errors.length > 0) throw new Error(`the servers: ${errors.join('')}`)
    return ready || undefined
  })
  return { contacts }
}
