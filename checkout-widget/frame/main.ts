import type { LoaderMessage, Outcome } from '../protocol/messages.ts'
import { openSession, type Session } from './checkout.ts'
import { takeFont } from './look/fonts.ts'
import { listenToParent } from './parent.ts'
import { connectionOf, readFromApi } from './pay/api.ts'
import { answerError } from './pay/confirm.ts'
import { learnTexts } from './texts.ts'
import { textElement } from './view/elements.ts'
import { createView } from './view/view.ts'

/** The frame's script. One frame serves one checkout, or looks one payment up for `retrievePayment`. */

learnTexts()
const apiOrigin = document.querySelector('meta[name="turnpike-api"]')?.getAttribute('content') ?? ''
const view = createView()
let session: Session | undefined

const parent = listenToParent((message) => {
  switch (message.type) {
    case 'init':
      session ??= openSession(message, apiOrigin, parent, view)
      tellHeight()
      return
    case 'font':
      void takeFont(message)
      return
    case 'confirm':
      void session?.confirm(message).then((outcome) => parent.send({ type: 'answer', call: message.call, outcome }))
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

async function retrieve(clientSecret: string): Promise<Outcome> {
  const answer = await readFromApi(connectionOf(apiOrigin, clientSecret))
  return answer.kind === 'value' ? { payment: answer.value.shown } : { error: answerError(answer) }
}

/** While the frame covers the viewport, its content stays where it was on the page. */
function place({ leftPx, topPx, widthPx }: Extract<LoaderMessage, { type: 'covering' }>): void {
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

new ResizeObserver(tellHeight).observe(main)
