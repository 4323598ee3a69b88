declare const __VERSION__: string | undefined

/** The version of this tool; the build puts the number in, from sources it is `0.0.0-source`. */
export const toolVersion: string = typeof __VERSION__ === 'string' ? __VERSION__ : '0.0.0-source'
