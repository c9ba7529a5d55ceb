import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe finds in the page and in every frame of it, each frame by itself. */
export async function findings(page: Page): Promise<string[]> {
  const found: string[] = []
  const behind = await page.evaluate(
    "getComputedStyle(document.getElementById('order') ?? document.body).backgroundColor",
  )
  for (const frame of page.frames()) {
    // What is not shown is not read to anybody either.
    if (frame !== page.mainFrame() && !(await (await frame.frameElement()).isVisible())) continue
    // The card's frame lets the shop's card shine through, which axe cannot see from within.
    if (frame.url().includes('/v1/frame')) await frame.addStyleTag({ content: `html { background: ${behind} }` })
    await frame.evaluate(AXE)
    const { violations } = (await frame.evaluate(
      "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], iframes: false })",
    )) as {
      violations: readonly { id: string; nodes: readonly { html: string }[] }[]
    }
    found.push(
      ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`),
    )
  }
  return found
}

/** How much wider the page is than what is seen of it. */
export const widths = async (page: Page): Promise<number> =>
  Number(await page.evaluate('document.documentElement.scrollWidth - innerWidth'))

const groundOf = (page: Page): Promise<string> =>
  page.evaluate("getComputedStyle(document.querySelector('section')).backgroundColor")

/** Every rule of axe in every frame of the checkout; the browser's own evaluation is not bound by the frame's policy. */
export async function findingsOf(page: Page): Promise<readonly string[]> {
  const findings: string[] = []
  for (const frame of page.frames().filter((one) => one.url().includes('/v1/frame'))) {
    await frame.evaluate(AXE)
    // The frame lets the shop's page shine through, which axe cannot see from inside: it is given the same ground.
    await frame.evaluate(`document.documentElement.style.background = ${JSON.stringify(await groundOf(page))}`)
    const found = (await frame.evaluate(
      "axe.run(document, { iframes: false }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 80)).join(' | ')))",
    )) as string[]
    findings.push(...found)
  }
  return findings
}
