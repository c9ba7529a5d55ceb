/** Often enough that nothing of a killed `npm start` is left after a second. */
const LOOK_EVERY_MS = 300

/**
 * Calls back once when the process that started this one is gone. npm passes signals on, but killed outright it cannot,
 * and what it started would stay on the ports.
 */
export function whenParentIsGone(callback: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    callback()
  }, LOOK_EVERY_MS)
  timer.unref()
}
