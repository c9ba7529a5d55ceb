import type * as ENGLISH from '../texts.ts'

/** One language's words for everything that a shopper reads of a failure. */
export type ShopperTexts = Readonly<Record<keyof typeof ENGLISH, string>>
