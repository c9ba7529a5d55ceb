/** What is known of the feed, and what of it is shown. Pure: the list that shows it is told what to do. */

export interface FeedEvent {
  readonly id: string
}

/** Nobody reads more than these at once; beyond them the list is read anew. */
export const MOST_HELD = 200

export interface Feed<Item extends FeedEvent> {
  /** Everything that was seen, shown or held: what comes twice is taken once. */
  readonly seen: ReadonlySet<string>
  /** Arrived and not shown yet, newest first. */
  readonly held: readonly Item[]
  /** More were held than are kept: showing them begins with reading the list again. */
  readonly isOverfull: boolean
}

export const emptyFeed = <Item extends FeedEvent>(): Feed<Item> => ({ seen: new Set(), held: [], isOverfull: false })

/** Events that came live, oldest first. Answers which are to be shown on top now, newest first. */
export function arrived<Item extends FeedEvent>(
  feed: Feed<Item>,
  items: readonly Item[],
  isHeld: boolean,
): { readonly feed: Feed<Item>; readonly show: readonly Item[] } {
  const { fresh, seen } = sift(feed.seen, items)
  const newestFirst = fresh.toReversed()
  // What is held goes first, or a later event would stand below an earlier one.
  if (!isHeld) return { feed: { ...feed, seen, held: [] }, show: [...newestFirst, ...feed.held] }
  const held = [...newestFirst, ...feed.held]
  const isOverfull = feed.isOverfull || held.length > MOST_HELD
  return { feed: { seen, held: held.slice(0, MOST_HELD), isOverfull }, show: [] }
}

/** A page of older events, newest first. Answers those that were not there already. */
export function paged<Item extends FeedEvent>(
  feed: Feed<Item>,
  items: readonly Item[],
): { readonly feed: Feed<Item>; readonly show: readonly Item[] } {
  const { fresh, seen } = sift(feed.seen, items)
  return { feed: { ...feed, seen }, show: fresh }
}

function sift<Item extends FeedEvent>(known: ReadonlySet<string>, items: readonly Item[]) {
  const seen = new Set(known)
  const fresh: Item[] = []
  for (const item of items) {
    if (seen.has(item.id)) continue
    seen.add(item.id)
    fresh.push(item)
  }
  return { fresh, seen }
}
