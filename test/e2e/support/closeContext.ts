import type { BrowserContext } from 'playwright-core'

/** What a test holds back on its way may still be under way when the test is over: nobody waits for it any more. */
export async function closeContext(context: BrowserContext): Promise<void> {
  await Promise.all(context.pages().map((page) => page.unrouteAll({ behavior: 'ignoreErrors' })))
  await context.close()
}
