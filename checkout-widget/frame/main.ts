import type { HeardMessage, Outcome } from '../protocol/messages.ts'
import { openSession, type Session } from './checkout.ts'
import { type Collection, openCollection } from './collect.ts'
import { FIELDS } from './field/validate.ts'
import { tellKeyboard } from './keyboard.ts'
import { addFont } from './look.ts'
import { listenToParent } from './parent.ts'
import { connectionOf, readFromApi } from './pay/api.ts'
import { answerError } from './pay/confirm.ts'
import { learnTexts } from './texts.ts'
import { element, textElement } from './view/elements.ts'
import { createView } from './view/view.ts'

/** The frame's script. One frame serves one checkout, takes a card for one form, or looks one payment up for `retrievePayment`. */

learnTexts()
const apiOrigin = document.querySelector('meta[name="turnpike-api"]')?.getAttribute('content') ?? ''
const view = createView()
let session: Session | undefined
let collection: Collection | undefined

const parent = listenToParent((message) => {
  switch (message.type) {
    case 'init':
      if (collection === undefined) session ??= openSession(message, apiOrigin, parent, view)
      tellHeight()
      return
    case 'font':
      void addFont(message.font)
      return
    case 'confirm':
      void session?.confirm(message).then((outcome) => parent.send({ type: 'answer', call: message.call, outcome }))
      return
    case 'collect': {
      const publishableKey = new URLSearchParams(location.search).get('key') ?? ''
      if (session === undefined) collection ??= openCollection(message, publishableKey, parent, view)
      tellHeight()
      return
    }
    case 'tokenize':
      void collection?.tokenize().then((outcome) => parent.send({ type: 'token', call: message.call, outcome }))
      return
    case 'clear':
      clear()
      collection?.forget()
      return
    case 'retrieve':
      void retrieve(message.clientSecret).then((outcome) =>
        parent.send({ type: 'answer', call: message.call, outcome }),
      )
      return
    case 'covering':
      place(message)
      return
  }
})

/** As if the shopper had emptied the fields, so that brand, problems and `change` follow. */
function clear(): void {
  for (const field of FIELDS) {
    const input = element(field, HTMLInputElement)
    input.value = ''
    input.removeAttribute('aria-invalid')
    textElement(`${field}-problem`).textContent = ''
    input.dispatchEvent(new InputEvent('input', { bubbles: true }))
  }
}

async function retrieve(clientSecret: string): Promise<Outcome> {
  const answer = await readFromApi(connectionOf(apiOrigin, clientSecret))
  return answer.kind === 'value' ? { payment: answer.value.shown } : { error: answerError(answer) }
}

/** While the frame covers the viewport, its content stays where it was on the page. */
function place({ leftPx, topPx, widthPx }: Extract<HeardMessage, { type: 'covering' }>): void {
  const { body } = document
  body.style.setProperty('--left', `${leftPx}px`)
  body.style.setProperty('--top', `${topPx}px`)
  body.style.setProperty('--width', `${widthPx}px`)
  if (!body.classList.contains('preparing')) return
  body.classList.add('covering')
  body.classList.remove('preparing')
}

const main = textElement('main')

function tellHeight(): void {
  // While it covers the viewport, its place on the page keeps the height that it had.
  const { classList } = document.body
  if (classList.contains('covering') || classList.contains('preparing')) return
  parent.send({ type: 'resize', heightPx: main.getBoundingClientRect().height })
}

tellKeyboard(parent)
new ResizeObserver(tellHeight).observe(main)
