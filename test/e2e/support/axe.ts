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
