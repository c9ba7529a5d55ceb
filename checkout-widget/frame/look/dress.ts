import { PAIRS, warningOf } from './contrast.ts'
import { type Look, VARIABLES } from './look.ts'

/** The classes of the themes that differ from the default one. */
const THEMES = ['dark', 'flat', 'night'] as const

/** Gives the frame its look, and tells the shop's developers what of their wishes was left out or is hard to read. */
export function wear({ theme, labels, properties, rules, refused }: Look): void {
  const { classList, style } = document.body
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const choose = () => {
    const chosen = theme === 'auto' && dark.matches ? 'dark' : theme
    for (const name of THEMES) classList.toggle(name, name === chosen)
  }
  choose()
  if (theme === 'auto') dark.addEventListener('change', choose)
  classList.toggle('floating', labels === 'floating')
  for (const [name, value] of Object.entries(properties)) style.setProperty(name, value)
  const [sheet] = document.styleSheets
  for (const rule of rules) {
    if (sheet === undefined) break
    // An empty rule of a selector of ours, filled by properties one by one: no value can end a declaration.
    const made = sheet.cssRules[sheet.insertRule(`${rule.selector}{}`, sheet.cssRules.length)]
    if (!(made instanceof CSSStyleRule)) continue
    for (const [name, value] of Object.entries(rule.style)) made.style.setProperty(name, value)
  }
  for (const what of refused) console.warn(`Turnpike: of the appearance was left out: ${what}.`)
  for (const warning of warnings(properties)) console.warn(`Turnpike: hard to read: ${warning}`)
}

/** Pairs of colours of which the shop chose at least one. */
function warnings(chosen: Look['properties']): readonly string[] {
  const probe = document.body.appendChild(document.createElement('i'))
  const isChosen = (name: string) => Object.hasOwn(chosen, VARIABLES[name]?.[0] ?? '')
  const computed = (name: string) => {
    probe.style.color = `var(${VARIABLES[name]?.[0] ?? ''})`
    return getComputedStyle(probe).color
  }
  const found = PAIRS.filter(({ front, ground }) => isChosen(front) || isChosen(ground)).flatMap((pair) => {
    const warning = warningOf(pair, computed(pair.front), computed(pair.ground))
    return warning === undefined ? [] : [warning]
  })
  probe.remove()
  return found
}
