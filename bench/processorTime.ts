import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts a process's time in hundredths of a second, whatever its kernel's own clock is. */
const TICK_MS = 10

/**
 * How long a process has computed, in milliseconds, all threads together; NaN where the system does not tell. What else
 * the machine does is not in it, so that it says more than a rate where others load the cores.
 */
export function processorMsOf(pidFile: string): number {
  try {
    const stat = readFileSync(`/proc/${readFileSync(pidFile, 'utf8').trim()}/stat`, 'utf8')
    // The second field is a name in brackets that may hold spaces; utime and stime are the 14th and 15th.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS
  } catch {
    return Number.NaN
  }
}

const NS_PER_MS = 1_000_000

/** The same of the threads that a process has now, to the nanosecond: where hundredths of a second are too coarse. */
export function threadsMsOf(pid: number): number {
  try {
    const tasks = `/proc/${pid}/task`
    const ran = readdirSync(tasks).map((task) =>
      Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]),
    )
    return ran.reduce((sum, ns) => sum + ns, 0) / NS_PER_MS
  } catch {
    return Number.NaN
  }
}

/** The same of a process and its children, those that have ended since left out. */
export function familyMsOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean)
  // One that ended between the two looks is left out like those before it.
  const computed = [pid, ...children.map(Number)].map(threadsMsOf).filter((ms) => !Number.isNaN(ms))
  return computed.reduce((sum, ms) => sum + ms, 0)
}
