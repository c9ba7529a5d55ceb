import { reading } from './envelope.ts'
import type { HeardMessage, ReturnedMessage } from './messages.ts'
import { count, number, oneOf, type Read, record, text, texts } from './read.ts'
import { LONGEST_SECRET, readMoney, readSecret } from './shown.ts'

/** More than the frame has; none that is much longer than the frame's own. */
const MOST_MESSAGES = 100
const LONGEST_MESSAGE = 400
const LONGEST_TAG = 35

/** A look, or a font, is read where it is put on: the frame has what that takes only when there is one. */
const unread: Read<{ readonly unread: unknown }> = (value) => ({ unread: value })

const dress = { locale: text(LONGEST_TAG), appearance: unread }
const words = { messages: texts(MOST_MESSAGES, LONGEST_MESSAGE) }

/** What the frame hears of the page that embeds it. */
export const readLoaderMessage: Read<HeardMessage> = reading({
  init: record({ clientSecret: readSecret, ...dress }, { ...words, country: text(2, /^[A-Z]{2}$/) }),
  collect: record(dress, words, { amount: readMoney }),
  font: (fields) => ({ font: { unread: fields } }),
  tokenize: record({ call: count }),
  clear: record({}),
  confirm: record({ call: count, redirect: oneOf('if_required', 'always') }, {}, { returnUrl: text() }),
  retrieve: record({ call: count, clientSecret: readSecret }),
  covering: record({ leftPx: number, topPx: number, widthPx: number }),
})

export const readReturned: Read<ReturnedMessage> = record({
  type: oneOf('turnpike:returned'),
  paymentId: text(LONGEST_SECRET),
})
