/** Times are shown in the reader's own zone, in 24 hours: a log is read by comparing. */

const two = (value: number): string => String(value).padStart(2, '0')

export const clockOf = (date: Date): string =>
  `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`

export const millisecondsOf = (date: Date): string => `.${String(date.getMilliseconds()).padStart(3, '0')}`

/** Sorts and compares as text. */
export const dayOf = (date: Date): string => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`

/** "Today", "Yesterday", "Friday 20 November", and the year where it is another one. */
export function dayTitle(day: string, now: Date): string {
  if (day === dayOf(now)) return 'Today'
  if (day === dayOf(new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1))) return 'Yesterday'
  const date = new Date(`${day}T12:00:00`)
  const year = date.getFullYear() === now.getFullYear() ? {} : ({ year: 'numeric' } as const)
  return date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long', ...year }).replace(',', '')
}

/** The whole of it, as a detail has it: "21 November 2026, 17:39:48.123". */
export function fullTime(date: Date): string {
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' })
  return `${day}, ${clockOf(date)}${millisecondsOf(date)}`
}

/** 840 ms, 1.2 s, 3 min: as short as it can be said. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`
  return `${Math.round(ms / 3_600_000)} h`
}

/** Until a moment to come: "in 4 min"; "now" once it is there. */
export const untilText = (moment: Date, now: Date): string => {
  const leftMs = moment.getTime() - now.getTime()
  return leftMs <= 0 ? 'now' : `in ${durationText(leftMs)}`
}
