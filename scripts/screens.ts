import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launchChromium } from './checks/chromium.ts'
import { takeEventScreens } from './screens/events.ts'
import { takeShop } from './screens/shop.ts'
import { takeWidget } from './screens/widget.ts'
import { spawnStack } from './stack/child.ts'

/**
 * `npm run screens`: takes the pictures of docs/screens from a real stack in a real browser; with `-- shop`, `-- events`
 * or `-- widget` only those.
 */

const { positionals } = parseArgs({ allowPositionals: true })
const isWanted = (name: string) => positionals.length === 0 || positionals.includes(name)

const directory = join(import.meta.dirname, '../docs/screens')
mkdirSync(directory, { recursive: true })
const stateDirectory = mkdtempSync(join(tmpdir(), 'turnpike-screens-'))
const stack = await spawnStack({ stateDirectory, shopWebhooks: true })
const browser = await launchChromium()
try {
  if (isWanted('shop')) await takeShop(browser, stack.shopOrigin, directory)
  if (isWanted('events')) await takeEventScreens(browser, stack, directory)
  if (isWanted('widget')) await takeWidget(browser, stack, directory)
} finally {
  await browser.close()
  await stack.kill9()
  rmSync(stateDirectory, { recursive: true, force: true })
}
