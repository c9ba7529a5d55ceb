import type { FrameMessage, LoaderMessage, NamedError } from '../protocol/messages.ts'
import { readSecret } from '../protocol/shown.ts'
import { failed, NOT_MOUNTED } from './errors.ts'
import { createEvents } from './events.ts'
import { sendFonts } from './fonts.ts'
import { guardForm } from './form.ts'
import { createFrame, type Frame } from './frame.ts'
import type {
  CardForm,
  CardFormOptions,
  Checkout,
  CheckoutEvents,
  CheckoutOptions,
  ConfirmResult,
  TokenResult,
} from './types.ts'

export interface Place {
  readonly vaultOrigin: string
  readonly publishableKey: string
  readonly locale: string
  readonly messages: Readonly<Record<string, string>>
}

/** Within this the frame has loaded on any connection that could take a payment. */
const LOAD_MS = 15_000

const NOT_LOADED = failed(
  'frame_not_loaded',
  'The payment form could not be loaded. Reload the page and try again.',
  'api_connection_error',
)
const REMOVED = failed('unmounted', 'The checkout was taken off the page. The payment’s own status tells how it went.')
const WRONG_MODE = failed('wrong_mode', 'confirm() is for mode payment, tokenize() for mode form.')

export function createCheckout(
  { vaultOrigin, publishableKey, locale, messages }: Place,
  options: CheckoutOptions | CardFormOptions,
): Checkout & CardForm {
  const { appearance = {}, fonts = [] } = options
  if (options.mode !== 'form' && readSecret(options.clientSecret) === undefined) {
    throw new Error('Turnpike: a clientSecret (pay_…_secret_…) is needed, as createPayment answers it.')
  }
  const { on, off, emit } = createEvents()
  let holder: HTMLElement | undefined
  let frame: Frame | undefined
  let letForm: (() => void) | undefined
  let loadTimer: ReturnType<typeof setTimeout> | undefined
  /** One at a time: a second call while one runs is the same call. Which it is, the mode tells. */
  let running: { readonly promise: Promise<never>; readonly settle: (result: object) => void } | undefined
  let isListening = false
  let calls = 0
  /** What was asked before the frame could hear it. */
  let waiting: LoaderMessage[] = []

  const tell = <Name extends keyof CheckoutEvents>(name: Name, event: CheckoutEvents[Name]) => emit(name, event, holder)
  const settle = (result: object) => {
    running?.settle(result)
    running = undefined
  }
  const send = (message: LoaderMessage) => (isListening ? frame?.send(message) : waiting.push(message))

  function greet(): void {
    clearTimeout(loadTimer)
    // A frame that was moved on the page is loaded again, and knows nothing of what it was asked.
    if (isListening) settle(REMOVED)
    isListening = true
    const dress = { locale, appearance, messages }
    if (options.mode === 'form') {
      const { amount, currency } = options
      const shown = amount !== undefined && currency !== undefined ? { amount: { amount, currency } } : {}
      send({ type: 'collect', ...dress, ...shown })
    } else send({ type: 'init', clientSecret: options.clientSecret, country: options.country, ...dress })
    sendFonts(fonts, (font) => frame?.send(font))
    for (const message of waiting) send(message)
    waiting = []
  }

  function hear(message: FrameMessage<NamedError>): void {
    switch (message.type) {
      case 'hello':
        frame?.name(message.title)
        greet()
        break
      case 'ready':
      case 'focus':
      case 'blur':
      case 'escape':
        tell(message.type, undefined)
        break
      case 'resize':
        frame?.resize(message.heightPx)
        break
      case 'cover':
        frame?.cover(message.open)
        break
      case 'redirect':
        location.assign(message.url)
        break
      case 'change':
        tell('change', message.change)
        break
      case 'success':
        tell('success', { payment: message.payment })
        break
      case 'failure':
        tell('failure', { error: message.error })
        break
      case 'answer':
      case 'token': {
        const { outcome: result } = message
        if (message.call !== calls || running === undefined) break
        // Of a payment the frame tells by itself, also when nobody asks.
        if ('token' in result) tell('token', result)
        else if (message.type === 'token' && 'error' in result) tell('failure', result)
        settle(result)
      }
    }
  }

  function whenNotLoaded(): void {
    console.error(
      `Turnpike: the frame did not load. Is ${location.origin} one of the allowed origins, and is the publishable key right?`,
    )
    settle(NOT_LOADED)
    waiting = []
    tell('loaderror', NOT_LOADED)
    tell('failure', NOT_LOADED)
  }

  function ask<Result extends object>(
    ofForm: boolean,
    message: (call: number) => LoaderMessage,
  ): Promise<Result | typeof NOT_MOUNTED> {
    if ((options.mode === 'form') !== ofForm) return Promise.resolve(WRONG_MODE)
    if (!frame) return Promise.resolve(NOT_MOUNTED)
    if (running === undefined) {
      let settleIt: (result: never) => void = () => undefined
      const promise = new Promise<never>((resolve) => {
        settleIt = resolve
      })
      running = { promise, settle: settleIt as (result: object) => void }
      calls += 1
      send(message(calls))
    }
    return running.promise
  }

  const checkout: Checkout & CardForm = {
    mount(target) {
      const found = typeof target === 'string' ? document.querySelector<HTMLElement>(target) : target
      if (!found) throw new Error(`Turnpike: there is no element ${target} to mount into.`)
      checkout.unmount()
      holder = found
      frame = createFrame(found, vaultOrigin, publishableKey, locale, hear)
      loadTimer = setTimeout(whenNotLoaded, LOAD_MS)
      const form = options.mode === 'form' && found.closest('form')
      if (form) letForm = guardForm(form, options.tokenName ?? 'turnpikeToken', checkout.tokenize, checkout.clear)
      return checkout
    },
    unmount() {
      clearTimeout(loadTimer)
      letForm?.()
      letForm = undefined
      frame?.remove()
      frame = undefined
      isListening = false
      waiting = []
      settle(REMOVED)
    },
    on,
    off,
    clear: () => void (frame && send({ type: 'clear' })),
    confirm({ returnUrl, redirect = 'if_required' } = {}) {
      const back = returnUrl === undefined ? {} : { returnUrl }
      return ask<ConfirmResult>(false, (call) => ({ type: 'confirm', call, redirect, ...back }))
    },
    tokenize: () => ask<TokenResult>(true, (call) => ({ type: 'tokenize', call })),
  }
  return checkout
}
