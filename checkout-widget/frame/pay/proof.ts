import { fieldsOf } from '../../protocol/read.ts'

/** The vault asks for work before it takes a card, where many cards are tried: nothing for one shopper, much for a thousand. */
export interface Challenge {
  readonly kind: 'challenge'
  readonly text: string
  /** How many zero bits SHA-256 of "text.counter" has to begin with. */
  readonly difficulty: number
}

/** About half a minute on a slow phone. The vault asks for less; nobody else is worked for. */
const MOST_DIFFICULTY = 20
const LONGEST_TEXT = 128
/** Asked of the browser at once: the hashing is its own, and waiting for each by itself would take longer than it. */
const BATCH = 256

export function challengeIn(value: unknown): Challenge | undefined {
  const { text, difficulty } = fieldsOf(value) ?? {}
  if (typeof text !== 'string' || text.length > LONGEST_TEXT) return undefined
  if (typeof difficulty !== 'number' || !(difficulty >= 1 && difficulty <= MOST_DIFFICULTY)) return undefined
  return { kind: 'challenge', text, difficulty }
}

/** The first counter that does it, behind the text. */
export async function solve({ text, difficulty }: Challenge): Promise<string> {
  const encoder = new TextEncoder()
  for (let from = 0; ; from += BATCH) {
    const tries = Array.from({ length: BATCH }, (_, index) => `${text}.${from + index}`)
    const hashes = await Promise.all(tries.map((one) => crypto.subtle.digest('SHA-256', encoder.encode(one))))
    const found = hashes.findIndex((hash) => new DataView(hash).getUint32(0) >>> (32 - difficulty) === 0)
    const proof = tries[found]
    if (proof !== undefined) return proof
  }
}
