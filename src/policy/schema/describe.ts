import { type Static, type TSchema, Type } from '@sinclair/typebox'
import { policyLimits } from '../limits.ts'

/** What an editor shows of a property; every property has all of it. */
export interface Description {
  /** The noun for a value of it, as in "`x` is no TCP or UDP port". */
  readonly title: string
  readonly description: string
  readonly default?: unknown
  readonly examples: readonly unknown[]
}

/** One of a few words. */
export const words = <const Word extends string>(list: readonly Word[], about: Description) =>
  Type.Unsafe<Word>({ ...about, type: 'string', enum: [...list] })

/** A mapping with these keys and no other. */
export const mapping = <Properties extends Record<string, TSchema>>(
  properties: Properties,
  about: Description,
) => Type.Object(properties, { ...about, additionalProperties: false })

/** A text; `pattern` is for editors alone, since our own checks say better what is wrong. */
export const text = (about: Description & { maxLength: number; pattern?: string }) =>
  Type.String({ minLength: 1, ...about })

export const list = <Item extends TSchema>(
  item: Item,
  about: Description & { minItems?: number; maxItems: number; uniqueItems?: boolean },
) => Type.Array(item, { ...about })

/** A mapping whose keys are interface names. */
export const byInterface = <Item extends TSchema>(item: Item, about: Description) =>
  Type.Unsafe<Record<string, Static<Item>>>({
    ...about,
    type: 'object',
    propertyNames: {
      type: 'string',
      maxLength: policyLimits.textLength,
      pattern: '^[A-Za-z0-9_.][A-Za-z0-9_.-]{0,14}$',
    },
    additionalProperties: item,
    minProperties: 1,
    maxProperties: policyLimits.fixedInterfaces,
  })
