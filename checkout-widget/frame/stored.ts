import type { Change } from '../protocol/messages.ts'
import { chunk } from './chunk.ts'
import type { EnteredCode } from './encryptCard.ts'
import type { Problem } from './field/validate.ts'
import { askFor, type Connection, type Save } from './pay/api.ts'
import { textOf } from './texts.ts'
import { tabOf } from './view/networks.ts'

/** What the chunk needs of the frame. */
export interface OfFrame {
  readonly ask: ReturnType<typeof askFor>
  readonly tabOf: typeof tabOf
  readonly textOf: typeof textOf
  readonly onChange: (change: Change) => void
}

/** The choice among stored cards, and whether a new one is to be kept. */
export interface StoredCards {
  /** The stored card that is chosen; undefined where a new one is entered. */
  chosen(): string | undefined
  /** Shows what is wrong with its code, and tells whether all is right. */
  check(): boolean
  /** What is encrypted of it: the code, where one is asked for. */
  card(): EnteredCode | undefined
  showProblem(problem: Problem): void
  /** Notes that it was sent. */
  remember(): void
  /** Nobody chose another one, or entered a code, since it was sent. */
  isUnchanged(): boolean
  /** The shopper wants the new card to be kept: said once for as long as the card is the same. */
  save(): Save | undefined
}

/** Shows them, where the payment offers any or a new card may be kept. Without them a new card is entered as ever. */
export async function offerStored(
  given: unknown,
  connection: Connection,
  onChange: OfFrame['onChange'],
): Promise<StoredCards | undefined> {
  if (typeof given !== 'object' || given === null) return undefined
  try {
    const { showStored } = await chunk<typeof import('./stored/chunk.ts')>('stored')
    return showStored(given, { ask: askFor(connection), tabOf, textOf, onChange })
  } catch (fault) {
    console.warn('Turnpike: the stored cards did not come:', fault)
    return undefined
  }
}
