import { DEAD_LETTERS_PREFIX, UNREADABLE_PREFIX } from '../event/deadLetters.ts'

/** How many messages are put aside. 1,000 stands for a thousand or more. */
export interface DeadLetterCount {
  readonly kept: number
  /** Of these, those that nobody can read, and so no operator sees. */
  readonly unreadable: number
}

/** As many as one list of the bucket can name. */
const MOST_COUNTED = 1_000
/** A list costs as much as a write, and whoever asks for health may ask often. */
const REMEMBER_MS = 10_000

let remembered: { readonly atMs: number; readonly count: DeadLetterCount } | undefined

export async function countDeadLetters(archive: Pick<R2Bucket, 'list'>, nowMs: number): Promise<DeadLetterCount> {
  if (remembered !== undefined && nowMs - remembered.atMs < REMEMBER_MS) return remembered.count
  const [kept, unreadable] = await Promise.all(
    [DEAD_LETTERS_PREFIX, UNREADABLE_PREFIX].map(
      async (prefix) => (await archive.list({ prefix, limit: MOST_COUNTED })).objects.length,
    ),
  )
  const count = { kept: kept ?? 0, unreadable: unreadable ?? 0 }
  remembered = { atMs: nowMs, count }
  return count
}
