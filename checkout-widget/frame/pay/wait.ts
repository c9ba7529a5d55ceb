/** Resolves after the time, or as soon as the signal ends the waiting. */
export const wait = (ms: number, signal?: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })

/** As `wait`, and no longer than until the browser has its connection again. */
export async function waitForConnection(ms: number, signal: AbortSignal): Promise<void> {
  const woken = new AbortController()
  const wake = () => woken.abort()
  addEventListener('online', wake)
  signal.addEventListener('abort', wake, { once: true })
  await wait(ms, woken.signal)
  removeEventListener('online', wake)
}
