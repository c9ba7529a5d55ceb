import type { TextName } from './locale/en.ts'

export type { TextName }

/** The frame's words in the shopper's language: those that the vault put into the document, and the shop's own. */
const texts = new Map<string, string>()

/** Where a text goes: the attribute of frame.html that names it, and what it sets. */
const PLACES: readonly (readonly [attribute: string, put: (element: Element, text: string) => void])[] = [
  ['data-text', (element, text) => element.replaceChildren(text)],
  ['data-label', (element, text) => element.setAttribute('aria-label', text)],
  ['data-placeholder', (element, text) => element.setAttribute('placeholder', text)],
]

/** Reads the words that came with the document. */
export function learnTexts(): void {
  const words = JSON.parse(document.getElementById('texts')?.textContent ?? '{}') as Readonly<Record<string, string>>
  for (const [name, text] of Object.entries(words)) texts.set(name, text)
  fillIn()
}

/** Puts the shop's own words in the place of those that there are; a name that the frame does not have is left out. */
export function replaceTexts(messages: Readonly<Record<string, string>>): void {
  for (const [name, message] of Object.entries(messages)) {
    if (texts.has(name) && message.trim() !== '') texts.set(name, message)
    else console.warn(`Turnpike: there is no message "${name}" to replace, or nothing to replace it with.`)
  }
  fillIn()
}

/** The words of that name, with what stands in braces filled in. */
export const textOf = (name: TextName, values: Readonly<Record<string, string>> = {}): string =>
  (texts.get(name) ?? '').replace(/\{(\w+)\}/g, (braces, key: string) => values[key] ?? braces)

function fillIn(): void {
  for (const [attribute, put] of PLACES) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      put(element, texts.get(element.getAttribute(attribute) ?? '') ?? '')
    }
  }
}
