/** The element of that id, which the page's HTML has. */
export function byId<Kind extends Element>(id: string, kind: abstract new () => Kind): Kind {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`The page has no ${kind.name} #${id}.`)
  return found
}

/** An element with a class and text or children. Text stays text: nothing here reads HTML. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  className: string,
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag)
  if (className !== '') element.className = className
  element.append(...children)
  return element
}

/** Long enough to be read. */
const SAID_MS = 1200

/** Puts text on the clipboard and says so on the button for a moment. */
export function copyButton(label: string, text: () => string): HTMLButtonElement {
  const button = make('button', 'copy', label)
  button.type = 'button'
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text()).then(
      () => flash(button, 'Copied'),
      () => flash(button, 'Not copied'),
    )
  })
  return button
}

/** The same as a small sign, for where a word would be too much: it becomes a tick for a moment. */
export function copyIcon(label: string, text: () => string): HTMLButtonElement {
  const button = make('button', 'copy-icon')
  button.type = 'button'
  button.title = label
  button.setAttribute('aria-label', label)
  const say = (state: string) => {
    button.dataset.state = state
    setTimeout(() => delete button.dataset.state, SAID_MS)
  }
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text()).then(
      () => say('copied'),
      () => say('failed'),
    )
  })
  return button
}

function flash(button: HTMLButtonElement, text: string): void {
  const before = button.textContent
  button.textContent = text
  button.disabled = true
  setTimeout(() => {
    button.textContent = before
    button.disabled = false
  }, SAID_MS)
}

export const euros = (amount: string): string =>
  new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' }).format(Number(amount))
