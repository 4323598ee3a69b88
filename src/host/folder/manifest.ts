/** What a folder of artefacts says of itself (docs/loading.md). */
export interface Manifest {
  readonly environment: string
  readonly policyName: string
  readonly policySha256: string
  readonly isProved: boolean
  /** The number that Tor's account must have; null where no rule names it. */
  readonly torUid: number | null
  /** Whether the loader fills in the client-facing address. */
  readonly isFilledAtBoot: boolean
  readonly files: readonly ListedFile[]
}

export interface ListedFile {
  readonly sha256: string
  readonly target: string
  readonly name: string
}

export type ManifestReading =
  | { readonly kind: 'manifest'; readonly manifest: Manifest }
  | { readonly kind: 'wrong'; readonly why: string }

/** The one form of the page that this version knows. */
const FORMAT = '1'

const wrong = (why: string): ManifestReading => ({ kind: 'wrong', why })

/** Reads `key value...` lines. An unknown key is passed over, a missing one is an error. */
export const readManifest = (text: string): ManifestReading => {
  const values = new Map<string, string>()
  const files: ListedFile[] = []
  for (const line of text.split('\n')) {
    const [, key = '', value = ''] = /^([a-z0-9-]+) (.*)$/.exec(line) ?? []
    const [, sha256 = '', target = '', name = ''] =
      (key === 'file' && /^([0-9a-f]{64}) ([a-z0-9-]+) ([\w.-]+)$/.exec(value)) || []
    if (key === 'file' && name === '')
      return wrong(`the manifest has a line that is no file: \`${line}\``)
    if (key === 'file') files.push({ sha256, target, name })
    else if (key !== '' && values.has(key)) return wrong(`the manifest says \`${key}\` twice`)
    else if (key !== '') values.set(key, value)
  }
  const format = values.get('format')
  if (format !== FORMAT)
    return wrong(`the manifest is of format ${format ?? 'unknown'}, and only ${FORMAT} is known`)
  const needed = ['environment', 'policy-name', 'policy-sha256', 'proved', 'client-facing']
  const missing = needed.find((key) => !values.has(key))
  if (missing !== undefined) return wrong(`the manifest does not say \`${missing}\``)
  const uid = values.get('tor-uid')
  if (uid !== undefined && !/^[1-9][0-9]{0,9}$/.test(uid))
    return wrong(`the manifest's tor-uid is no account: \`${uid}\``)
  return {
    kind: 'manifest',
    manifest: {
      environment: values.get('environment') ?? '',
      policyName: values.get('policy-name') ?? '',
      policySha256: values.get('policy-sha256') ?? '',
      isProved: values.get('proved') === 'yes',
      torUid: uid === undefined ? null : Number(uid),
      isFilledAtBoot: values.get('client-facing') === 'at-boot',
      files,
    },
  }
}
