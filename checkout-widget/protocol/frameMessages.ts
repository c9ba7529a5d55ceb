import { reading } from './envelope.ts'
import type { ErrorType, FrameMessage, NamedError } from './messages.ts'
import { count, either, flag, number, type Read, record, text } from './read.ts'
import { readPaymentShown, readToken } from './shown.ts'

/** No frame is taller; a page must not be stretched without end. */
const LARGEST_HEIGHT_PX = 4000

const nothing = record({})
const payment = readPaymentShown
const heightPx: Read<number> = (value) => {
  const height = number(value)
  return height !== undefined && height >= 0 && height <= LARGEST_HEIGHT_PX ? height : undefined
}

const word = text(64)
const error: Read<NamedError> = record(
  // The frame is the vault's own: what kinds of errors there are, it knows better than a loader that a page has pinned.
  { code: word, message: text(), type: word as Read<ErrorType> },
  { param: word, decline_code: word },
  { payment },
)
const failed = record({ error })

/** What the loader hears of its frame. */
export const readFrameMessage: Read<FrameMessage<NamedError>> = reading({
  hello: record({}, { title: text() }),
  ready: nothing,
  focus: nothing,
  blur: nothing,
  escape: nothing,
  resize: record({ heightPx }),
  change: record({ change: record({ complete: flag, empty: flag, brand: word }) }),
  cover: record({ open: flag }),
  redirect: record({ url: text(undefined, /^https?:\/\//) }),
  success: record({ payment }),
  failure: failed,
  answer: record({ call: count, outcome: either(failed, record({ payment })) }),
  token: record({ call: count, outcome: either(failed, readToken) }),
})
