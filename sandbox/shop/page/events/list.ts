import { byId, make } from '../dom.ts'
import type { ShownEvent } from './facts.ts'
import { eventRow, type RowActions } from './row.ts'
import { dayOf, dayTitle } from './time.ts'

export interface EventList {
  /** Newest first, on top of what is there. */
  prepend(events: readonly ShownEvent[]): void
  /** Newest first, below what is there. */
  append(events: readonly ShownEvent[]): void
  clear(): void
  size(): number
  /** Every id, from the top down. */
  all(): readonly string[]
  find(id: string): ShownEvent | undefined
  /** Shows which one is open; none for undefined. */
  markOpen(id: string | undefined): void
  /** The id of the event so many rows away from this one, or from the one in focus; the first where there is neither. */
  neighbour(id: string | undefined, step: number): string | undefined
  focus(id: string): void
}

/** The rows by day. Rows of one payment are lit together: of the one under the pointer or in focus, else of the open one. */
export function createList(actions: RowActions): EventList {
  const table = byId('events', HTMLTableElement)
  sayRoles(table)
  const known = new Map<string, { readonly event: ShownEvent; readonly row: HTMLTableRowElement }>()
  let openId: string | undefined
  let litPayment: string | undefined

  for (const name of ['pointerover', 'focusin'] as const)
    table.addEventListener(name, ({ target }) => light(rowOf(target)))
  for (const name of ['pointerleave', 'focusout'] as const) table.addEventListener(name, () => light(undefined))

  function light(row: HTMLTableRowElement | undefined): void {
    const payment = (row ?? (openId === undefined ? undefined : known.get(openId)?.row))?.dataset.payment
    if (payment === litPayment) return
    litPayment = payment
    for (const lit of table.querySelectorAll('.kin')) lit.classList.remove('kin')
    if (payment === undefined) return
    for (const kin of table.querySelectorAll(`[data-payment="${CSS.escape(payment)}"]`)) kin.classList.add('kin')
  }

  /** The day's own part of the table; made where the day has none yet. */
  function bodyOf(day: string, isOnTop: boolean): HTMLTableSectionElement {
    const found = table.querySelector<HTMLTableSectionElement>(`tbody[data-day="${day}"]`)
    if (found !== null) return found
    // A new day makes yesterday of today.
    for (const earlier of table.querySelectorAll('tbody')) nameDay(earlier)
    const heading = make('th', '')
    heading.colSpan = 6
    heading.scope = 'rowgroup'
    heading.setAttribute('role', 'rowheader')
    const headingRow = make('tr', 'day', heading)
    headingRow.setAttribute('role', 'row')
    const body = make('tbody', '', headingRow)
    body.setAttribute('role', 'rowgroup')
    body.dataset.day = day
    nameDay(body)
    const first = table.querySelector('tbody')
    if (isOnTop && first !== null) first.before(body)
    else table.append(body)
    return body
  }

  function add(event: ShownEvent, isOnTop: boolean): void {
    const row = eventRow(event, actions)
    known.set(event.id, { event, row })
    const body = bodyOf(dayOf(new Date(event.occurredAt)), isOnTop)
    if (isOnTop) body.firstElementChild?.after(row)
    else body.append(row)
    if (isOnTop) row.classList.add('new')
    if (event.id === openId) show(row, true)
    if (row.dataset.payment === litPayment) row.classList.add('kin')
  }

  const rows = (): readonly HTMLTableRowElement[] => [...table.querySelectorAll<HTMLTableRowElement>('tr.event')]

  return {
    prepend: (events) => {
      for (const event of events.toReversed()) add(event, true)
    },
    append: (events) => {
      for (const event of events) add(event, false)
    },
    clear: () => {
      known.clear()
      litPayment = undefined
      for (const body of table.querySelectorAll('tbody')) body.remove()
    },
    size: () => known.size,
    all: () => rows().flatMap(({ dataset }) => dataset.id ?? []),
    find: (id) => known.get(id)?.event,
    markOpen: (id) => {
      for (const { row } of known.values()) show(row, row.dataset.id === id)
      openId = id
      light(undefined)
    },
    neighbour: (id, step) => {
      const all = rows()
      const from = id ?? rowOf(document.activeElement)?.dataset.id
      const index = all.findIndex((row) => row.dataset.id === from)
      const wanted = index === -1 ? 0 : Math.min(Math.max(index + step, 0), all.length - 1)
      return all[wanted]?.dataset.id
    },
    focus: (id) => {
      const link = known.get(id)?.row.querySelector<HTMLAnchorElement>('a.open')
      link?.focus({ preventScroll: true })
      link?.closest('tr')?.scrollIntoView({ block: 'nearest' })
    },
  }
}

function nameDay(body: HTMLTableSectionElement): void {
  const heading = body.querySelector('th')
  if (heading !== null) heading.textContent = dayTitle(body.dataset.day ?? '', new Date())
}

function show(row: HTMLTableRowElement, isOpen: boolean): void {
  row.classList.toggle('opened', isOpen)
  const link = row.querySelector('a.open')
  if (isOpen) link?.setAttribute('aria-current', 'true')
  else link?.removeAttribute('aria-current')
}

const rowOf = (target: EventTarget | null): HTMLTableRowElement | undefined =>
  target instanceof Element ? (target.closest<HTMLTableRowElement>('tr.event') ?? undefined) : undefined

const ROLES = { TABLE: 'table', THEAD: 'rowgroup', TR: 'row', TH: 'columnheader' } as const

/** A table that is laid out as a grid is a table to every screen reader only where it says so. */
function sayRoles(table: HTMLTableElement): void {
  for (const element of [table, ...table.querySelectorAll('thead, tr, th')]) {
    element.setAttribute('role', ROLES[element.tagName as keyof typeof ROLES])
  }
}
