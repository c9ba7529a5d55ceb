import type { EventPage, ListedEvent } from '../../eventsView.ts'
import { readEvents, readGateways, streamAddress } from './asked.ts'
import { createControls } from './controls.ts'
import { showEnd } from './end.ts'
import type { ShownEvent } from './facts.ts'
import { arrived, emptyFeed, type Feed, paged } from './feed.ts'
import { EVERYTHING, type Filter, filterFrom, isEverything, queryOf } from './filter.ts'
import { type Connection, followEvents } from './follow.ts'
import { listenToKeys } from './keyboard.ts'
import { createList } from './list.ts'
import { createNews } from './news.ts'
import { createPane } from './pane.ts'

/** A page that a filter left short is followed by the next, this often at most before the reader is asked. */
const MOST_PAGES_AT_ONCE = 5
/** A page that is left open over a busy night begins anew instead of growing for ever. */
const MOST_ROWS = 1000
/** Where the stream cannot go on from what is shown, for example after a month away, the page begins anew. */
const REFUSED_MS = 3000

const list = createList({ onPayment: (search) => setFilter({ ...EVERYTHING, search }) })
const controls = createControls(setFilter)
const pane = createPane({
  hrefOf,
  paymentHref: (search) => `/events${queryOf({ ...EVERYTHING, search })}`,
  onClose: closeEvent,
})
const news = createNews({ onShow: showNews, onPause: settle, isReading: () => pane.openId() !== undefined })

let filter: Filter = EVERYTHING
let feed: Feed<ShownEvent> = emptyFeed()
let olderCursor: string | null = null
let stopFollowing = (): void => undefined
/** Only what was asked for last is shown. */
let turn = 0

listenToKeys({ onStep: step, onClose: closeEvent, onSearch: controls.focusSearch })
addEventListener('popstate', readAddress)
addEventListener('scroll', settle, { passive: true })
document.addEventListener('click', followLink)
// A page that was put away is of then.
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload()
})
readGateways().then(controls.setGateways, () => undefined)
filter = filterFrom(location.search)
controls.show(filter)
void begin()
readAddress()

function hrefOf(eventId: string): string {
  return `/events/${eventId}${queryOf(filter)}`
}

/** The address is the page: what is narrowed and what is open survive a reload, the way back, and being sent to somebody. */
function readAddress(): void {
  const wanted = filterFrom(location.search)
  if (queryOf(wanted) !== queryOf(filter)) applyFilter(wanted)
  const id = /^\/events\/(evt_\w+)$/.exec(location.pathname)?.[1]
  if (id === pane.openId()) return
  if (id === undefined) pane.close()
  else pane.open(id, list.find(id))
  list.markOpen(id)
  settle()
}

function setFilter(wanted: Filter): void {
  if (queryOf(wanted) === queryOf(filter)) return
  history.pushState(null, '', `/events${queryOf(wanted)}`)
  readAddress()
}

function applyFilter(wanted: Filter): void {
  filter = wanted
  controls.show(wanted)
  scrollTo({ top: 0 })
  void begin()
}

/** Reads the newest and follows from there on. */
async function begin(): Promise<void> {
  turn += 1
  const mine = turn
  stopFollowing()
  feed = emptyFeed()
  list.clear()
  news.count(0, false)
  news.connection('connecting')
  showEnd({ kind: 'reading' })
  try {
    const page = await readEvents(filter, null)
    if (mine !== turn) return
    follow(page.resumeAfter, mine)
    await showPage(page, mine)
    if (isEverything(filter)) return
    const { length } = list.all()
    news.announce(length === 0 ? 'No event matches' : `${length} events match${olderCursor === null ? '' : ' or more'}`)
  } catch (error) {
    if (mine === turn) trouble(error, () => void begin())
  }
}

async function showPage(first: EventPage, mine: number): Promise<void> {
  let page = first
  for (let pages = 1; ; pages += 1) {
    const taken = paged(
      feed,
      page.events.map(({ event }) => event),
    )
    feed = taken.feed
    list.append(taken.show)
    olderCursor = page.hasMore ? page.endCursor : null
    if (taken.show.length > 0 || olderCursor === null || pages === MOST_PAGES_AT_ONCE) break
    page = await readEvents(filter, olderCursor)
    if (mine !== turn) return
  }
  showFoot()
  list.markOpen(pane.openId())
}

function showFoot(): void {
  if (olderCursor !== null) showEnd({ kind: 'more', onMore: () => void loadOlder() })
  else if (list.size() > 0) showEnd({ kind: 'all' })
  else if (isEverything(filter)) showEnd({ kind: 'nothing' })
  else showEnd({ kind: 'no_match', onClear: () => setFilter(EVERYTHING) })
}

async function loadOlder(): Promise<void> {
  const mine = turn
  const last = list.all().at(-1)
  showEnd({ kind: 'reading' })
  try {
    const page = await readEvents(filter, olderCursor)
    if (mine !== turn) return
    await showPage(page, mine)
    // The button that was pressed is gone: the first of what it brought takes its place.
    const next = last === undefined ? undefined : list.neighbour(last, 1)
    if (next !== undefined) list.focus(next)
  } catch (error) {
    if (mine === turn) trouble(error, () => void loadOlder())
  }
}

function trouble(error: unknown, onRetry: () => void): void {
  showEnd({ kind: 'trouble', message: error instanceof Error ? error.message : String(error), onRetry })
}

function follow(after: string, mine: number): void {
  const isCurrent = () => mine === turn
  stopFollowing = followEvents(after, {
    addressOf: (cursor) => streamAddress(filter, cursor),
    onEvent: (listed) => isCurrent() && take([listed]),
    onConnection: (connection: Connection) => isCurrent() && news.connection(connection),
    onRefused: () => isCurrent() && setTimeout(() => isCurrent() && void begin(), REFUSED_MS),
  })
}

function take(listed: readonly ListedEvent[]): void {
  const events = listed.map(({ event }) => event)
  const taken = arrived(feed, events, news.isHeld())
  if (taken.feed.seen.size > feed.seen.size) news.arrived(events.length)
  feed = taken.feed
  list.prepend(taken.show)
  news.count(feed.held.length, feed.isOverfull)
  if (list.size() > MOST_ROWS && !news.isHeld()) void begin()
  else if (list.size() > 0 && olderCursor === null) showFoot()
}

/** What was held back while somebody read goes on top as soon as nobody does. */
function settle(): void {
  if (feed.held.length === 0 || news.isHeld()) return
  release()
}

function showNews(): void {
  const newest = feed.held[0]?.id
  if (pane.openId() !== undefined) closeEvent()
  scrollTo({ top: 0 })
  release()
  if (newest !== undefined) list.focus(newest)
}

function release(): void {
  if (feed.isOverfull) {
    void begin()
    return
  }
  const taken = arrived(feed, [], false)
  feed = taken.feed
  list.prepend(taken.show)
  news.count(0, false)
}

/** Links within the page change what is shown, not the page; opened in a new tab they are pages of their own. */
function followLink(event: MouseEvent): void {
  if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (link === null || !link.pathname.startsWith('/events')) return
  event.preventDefault()
  const isRow = link.classList.contains('open')
  goTo(isRow ? `${link.pathname}${queryOf(filter)}` : `${link.pathname}${link.search}`)
}

function goTo(address: string): void {
  // From one event to the next is one step of the way back, not as many as were looked at.
  if (pane.openId() !== undefined && address.startsWith('/events/')) history.replaceState(null, '', address)
  else history.pushState(null, '', address)
  readAddress()
}

function closeEvent(): void {
  const id = pane.openId()
  if (id === undefined) return
  history.pushState(null, '', `/events${queryOf(filter)}`)
  readAddress()
  list.focus(id)
}

function step(by: 1 | -1): void {
  const openId = pane.openId()
  const next = list.neighbour(openId, by)
  if (next === undefined) return
  if (openId !== undefined) goTo(hrefOf(next))
  if (!pane.isModal()) list.focus(next)
  if (next === list.all().at(-1) && by === 1 && olderCursor !== null && openId === undefined) void loadOlder()
}
