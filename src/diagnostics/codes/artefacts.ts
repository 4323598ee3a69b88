/** What is wrong with compiled artefacts as they stand: a fault of the compiler, which no policy brings about. */
export const artefactCodes = {
  'artefact-unreadable': 'an artefact that cannot be read back',
  'artefacts-differ': 'artefacts of one policy that let different packets through',
} as const

export type ArtefactCode = keyof typeof artefactCodes
