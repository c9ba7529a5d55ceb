import type { KeyKind } from './standing.ts'

/** The keys that one card is counted under, each with the merchant in it, so that what one shop suffers is its own. */
export type CardKeys = Readonly<Partial<Record<KeyKind, string>>>

const KINDS: readonly KeyKind[] = ['network', 'range', 'bin', 'card', 'merchant']

export const keysIn = (keys: CardKeys): readonly (readonly [kind: KeyKind, name: string])[] =>
  KINDS.flatMap((kind) => {
    const name = keys[kind]
    return name === undefined ? [] : [[kind, name] as const]
  })

/** A name begins with its kind, so that nothing else has to be told of it. */
export const kindOf = (name: string): KeyKind | undefined => KINDS.find((kind) => name.startsWith(`${kind}:`))
