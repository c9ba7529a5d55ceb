import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { run } from './run.ts'

/** A download that takes longer is a network that does not let it through. */
const INSTALL_MS = 300_000

const ARGUMENTS = [
  '--headless=new',
  // Its sandbox needs rights that a container has not; only the stack's own pages are opened.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Any Chromium that is there: the one that was named, the system's, Chrome, or what Playwright has fetched before. */
export function findChromium(): string | undefined {
  const inPath = (process.env.PATH ?? '')
    .split(':')
    .flatMap((directory) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(directory, name)))
  const places = [
    process.env.TURNPIKE_CHROMIUM ?? '',
    ...inPath,
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    chromium.executablePath(),
  ]
  return places.find((place) => place !== '' && existsSync(place))
}

/**
 * Finds a Chromium or gets one: Debian's package where this may install packages, else Playwright's own build, which
 * needs no more than a home directory. Undefined where neither is allowed.
 */
export async function provideChromium(): Promise<string | undefined> {
  const found = findChromium()
  if (found !== undefined) return found
  console.log('There is no Chromium for the browser tests: installing one.')
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    const environment = { DEBIAN_FRONTEND: 'noninteractive' }
    const update = await run('apt-get', ['update', '-qq'], { env: environment, timeoutMs: INSTALL_MS })
    if (update.ok) {
      // Without any font, text has no size to test.
      const packages = ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation']
      await run('apt-get', packages, { env: environment, timeoutMs: INSTALL_MS })
    }
    const installed = findChromium()
    if (installed !== undefined) return installed
  }
  await run('playwright-core', ['install', 'chromium'], { timeoutMs: INSTALL_MS })
  return findChromium()
}

/** A browser without a window, that speaks to nobody but the page under test. */
export const launchChromium = (): Promise<Browser> => {
  const executablePath = findChromium()
  if (executablePath === undefined) throw new Error('There is no Chromium here. Name one with TURNPIKE_CHROMIUM.')
  return chromium.launch({ executablePath, args: ARGUMENTS })
}
