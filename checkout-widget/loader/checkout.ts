import { isSecret } from '../protocol/guards.ts'
import type { FrameMessage } from '../protocol/messages.ts'
import { createEvents } from './events.ts'
import { sendFonts } from './fonts.ts'
import { createFrame, type Frame } from './frame.ts'
import type { Checkout, CheckoutOptions, ConfirmResult } from './types.ts'

export interface Place {
  readonly vaultOrigin: string
  readonly publishableKey: string
  readonly locale: string
  readonly messages: Readonly<Record<string, string>>
}

/** Within this the frame has loaded on any connection that could take a payment. */
const LOAD_MS = 15_000

const failed = (code: string, message: string): ConfirmResult => ({ error: { code, message } })
const NOT_MOUNTED = failed('not_mounted', 'The checkout is not on the page. Mount it first.')
const NOT_LOADED = failed('frame_not_loaded', 'The payment form could not be loaded. Reload the page and try again.')
const REMOVED = failed('unmounted', 'The checkout was taken off the page. The payment’s own status tells how it went.')

export function createCheckout(
  { vaultOrigin, publishableKey, locale, messages }: Place,
  { clientSecret, appearance = {}, fonts = [] }: CheckoutOptions,
): Checkout {
  if (!isSecret(clientSecret)) {
    throw new Error('Turnpike: a clientSecret (pay_…_secret_…) is needed, as createPayment answered it to the server.')
  }
  const { on, emit } = createEvents()
  let frame: Frame | undefined
  let loadTimer: ReturnType<typeof setTimeout> | undefined
  let running:
    | { readonly promise: Promise<ConfirmResult>; readonly settle: (result: ConfirmResult) => void }
    | undefined
  let isListening = false
  let calls = 0
  /** What was asked before the frame could hear it. */
  let waiting: (() => void)[] = []

  const settle = (result: ConfirmResult) => {
    running?.settle(result)
    running = undefined
  }

  function hear(message: FrameMessage): void {
    switch (message.type) {
      case 'hello':
        clearTimeout(loadTimer)
        frame?.send({ type: 'init', clientSecret, locale, appearance, messages })
        sendFonts(fonts, (font) => frame?.send(font))
        isListening = true
        for (const go of waiting) go()
        waiting = []
        return
      case 'ready':
        emit('ready', undefined)
        return
      case 'resize':
        frame?.resize(message.heightPx)
        return
      case 'cover':
        frame?.cover(message.open)
        return
      case 'redirect':
        location.assign(message.url)
        return
      case 'change':
        emit('change', message.change)
        return
      case 'success':
        emit('success', { payment: message.payment })
        return
      case 'failure':
        emit('failure', { error: message.error })
        return
      case 'answer':
        if (message.call === calls) settle(message.outcome)
        return
    }
  }

  function whenNotLoaded(): void {
    console.error(
      `Turnpike: the checkout's frame did not load. Is ${location.origin} one of the merchant's allowed origins, ` +
        'and is the publishable key right?',
    )
    settle(NOT_LOADED)
    waiting = []
    if (NOT_LOADED.error) emit('failure', { error: NOT_LOADED.error })
  }

  const checkout: Checkout = {
    mount(target) {
      const holder = typeof target === 'string' ? document.querySelector<HTMLElement>(target) : target
      if (!holder) throw new Error(`Turnpike: there is no element ${String(target)} to mount into.`)
      checkout.unmount()
      frame = createFrame(holder, vaultOrigin, publishableKey, locale, hear)
      loadTimer = setTimeout(whenNotLoaded, LOAD_MS)
      return checkout
    },
    unmount() {
      clearTimeout(loadTimer)
      frame?.remove()
      frame = undefined
      isListening = false
      waiting = []
      settle(REMOVED)
    },
    on,
    confirm({ returnUrl, redirect = 'if_required' } = {}) {
      if (running) return running.promise
      if (!frame) return Promise.resolve(NOT_MOUNTED)
      calls += 1
      const call = calls
      let settleIt: (result: ConfirmResult) => void = () => undefined
      const promise = new Promise<ConfirmResult>((resolve) => {
        settleIt = resolve
      })
      running = { promise, settle: settleIt }
      const go = () =>
        frame?.send({ type: 'confirm', call, redirect, ...(returnUrl === undefined ? {} : { returnUrl }) })
      if (isListening) go()
      else waiting.push(go)
      return promise
    },
  }
  return checkout
}
