/** Where a value stands in a policy: keys of mappings and indices of lists, from the root. */
export type Path = readonly (string | number)[]

/** `tor.socksPorts[0].port`: for people, and the key of `PolicySource.lines`. */
export const pathText = (path: Path): string =>
  path
    .map((step, index) =>
      typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`,
    )
    .join('')

/** A JSON Pointer (RFC 6901), by which ajv names places: `/tor/socksPorts/0/port`. Unlike `pathText`, no two paths share one. */
export const pathPointer = (path: Path): string =>
  path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
