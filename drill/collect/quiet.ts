import { setTimeout as wait } from 'node:timers/promises'
import type { ObjectLog } from '../check/evidence.ts'
import { eventIdOf } from '../check/outside.ts'
import { openOf, replay } from '../check/replay.ts'
import { undelivered } from './books.ts'
import { objectFiles, readAlarms, readObject, withAlarm } from './objects.ts'

/**
 * How soon everything is at rest after the last fault. The slowest ways back: an object looks after a call that died with
 * its runtime when the call's lease of 25 s is over, and sends again what nobody acknowledged after 30 s.
 */
export const QUIET_WITHIN_MS = 60_000
const LOOKS_EVERY_MS = 400
const AN_HOUR_MS = 3_600_000

/**
 * Waits until every payment in a file that is not known yet is at rest, and has been told to everybody. It looks at files
 * only: an object that is asked wakes up, and what is to be seen is that it wakes by itself. Returns what it saw last; that
 * something did not come to rest is for the checker to say.
 */
export async function untilQuiet(
  stateDirectory: string,
  known: ReadonlySet<string>,
  isDelivered: (eventId: string) => boolean,
): Promise<ReadonlyMap<string, ObjectLog>> {
  const startedAtMs = Date.now()
  const logs = new Map<string, ObjectLog>()
  for (;;) {
    const alarms = readAlarms(stateDirectory)
    // What an acquirer still has to tell may move a payment that looks as if it were at rest.
    let isQuiet = undelivered(stateDirectory) === 0
    for (const file of objectFiles(stateDirectory).filter((one) => !known.has(one))) {
      const before = logs.get(file)
      const log = before !== undefined && isTold(before) ? before : readObject(file)
      if (log === undefined) continue
      const now = withAlarm(omitAlarm(log), file, alarms)
      logs.set(file, now)
      isQuiet &&= isAtRest(now) && now.events.every(({ seq }) => isDelivered(eventIdOf(now.paymentId, seq)))
    }
    if (isQuiet || Date.now() - startedAtMs > QUIET_WITHIN_MS) return logs
    await wait(LOOKS_EVERY_MS)
  }
}

const omitAlarm = ({ alarmAtMs: _alarm, ...log }: ObjectLog): ObjectLog => log

const isTold = (log: ObjectLog): boolean => {
  const seq = log.events.length
  const last = replay(log).at(-1)
  return log.projectedSeq === seq && log.announcedSeq === seq && last !== undefined && openOf(last).length === 0
}

const isAtRest = (log: ObjectLog): boolean =>
  isTold(log) && (log.alarmAtMs === undefined || log.alarmAtMs > Date.now() + AN_HOUR_MS)
