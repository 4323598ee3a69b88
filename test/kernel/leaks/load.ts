import type { LeakFile } from '../../verifier/leaks/files.ts'
import type { LoadResult, Router } from '../lab/index.ts'
import { loadIptables, loadNft, loadNftJson } from '../lab/index.ts'

/** Loads the files of one twin, in order, iptables by its old kind. Throws where one does not load. */
export const loadFiles = async (router: Router, files: readonly LeakFile[]): Promise<void> => {
  for (const file of files) {
    const result = await loadOne(router, file)
    if (result && !result.ok) throw new Error(`${file.name}: ${result.error}`)
  }
}

const loadOne = async (
  router: Router,
  { dialect, text }: LeakFile,
): Promise<LoadResult | undefined> => {
  switch (dialect) {
    case 'nft':
      return loadNft(router, text)
    case 'json':
      return loadNftJson(router, text)
    case 'iptables':
      return loadIptables(router, text, 'legacy', 'ip4')
    case 'ip6tables':
      return loadIptables(router, text, 'legacy', 'ip6')
    case 'torrc':
      return undefined
  }
}
