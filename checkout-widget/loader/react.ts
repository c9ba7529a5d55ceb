'use client'

import {
  createElement,
  forwardRef,
  type RefCallback,
  useCallback,
  useEffect,
  useImperativeHandle,
  useRef,
  useState,
} from 'react'
import { type LoadOptions, loadTurnpike } from './module.ts'
import type {
  CardForm,
  CardFormOptions,
  Checkout,
  CheckoutError,
  CheckoutEvents,
  CheckoutOptions,
  ConfirmOptions,
  ConfirmResult,
  TokenResult,
  TurnpikeOptions,
} from './types.ts'

export interface CheckoutHandlers {
  readonly onReady?: () => void
  readonly onChange?: (event: CheckoutEvents['change']) => void
  readonly onFocus?: () => void
  readonly onBlur?: () => void
  readonly onEscape?: () => void
  readonly onLoadError?: (event: CheckoutEvents['loaderror']) => void
  readonly onToken?: (event: CheckoutEvents['token']) => void
  readonly onSuccess?: (event: CheckoutEvents['success']) => void
  readonly onFailure?: (event: CheckoutEvents['failure']) => void
}

/** A change of any of these but the handlers shows another frame, and what was typed is gone. */
export type UseTurnpikeCheckoutOptions = LoadOptions &
  CheckoutHandlers &
  TurnpikeOptions &
  (CheckoutOptions | CardFormOptions) & { readonly publishableKey: string }

export interface TurnpikeCheckoutHandle {
  /** Pays with the card in the frame; waits for the frame where it is still on its way. */
  confirm(options?: ConfirmOptions): Promise<ConfirmResult>
  tokenize(): Promise<TokenResult>
  clear(): void
}

export interface TurnpikeCheckoutHook extends TurnpikeCheckoutHandle {
  /** The `ref` of the element that the frame goes into. */
  readonly mountRef: RefCallback<HTMLElement>
  readonly isReady: boolean
  /** All fields are filled in and valid. */
  readonly isComplete: boolean
  /** From `confirm` or `tokenize` until it is answered. */
  readonly isBusy: boolean
}

const notThere = (code: string, message: string, type: CheckoutError['type']) => ({ error: { code, message, type } })
const NOT_LOADED = notThere('script_not_loaded', 'The payment form could not be loaded.', 'api_connection_error')
const NOT_MOUNTED = notThere('not_mounted', 'The checkout is not on the page.', 'invalid_request_error')

type Opened = (Checkout & CardForm) | typeof NOT_LOADED | typeof NOT_MOUNTED

/** The checkout for a page that brings its own markup: put `mountRef` on an element. */
export function useTurnpikeCheckout(options: UseTurnpikeCheckoutOptions): TurnpikeCheckoutHook {
  const [holder, mountRef] = useState<HTMLElement | null>(null)
  const [isReady, setReady] = useState(false)
  const [isComplete, setComplete] = useState(false)
  const [isBusy, setBusy] = useState(false)
  const opening = useRef<Promise<Opened>>(Promise.resolve(NOT_MOUNTED))
  const latest = useRef(options)
  useEffect(() => {
    latest.current = options
  })

  // Functions are left out by JSON: handlers may be new at every render, and so may an equal `appearance`.
  const wanted = JSON.stringify(options)
  useEffect(() => {
    if (holder === null) return
    let isGone = false
    let checkout: (Checkout & CardForm) | undefined
    const asked = JSON.parse(wanted) as UseTurnpikeCheckoutOptions
    const open = async (): Promise<Opened> => {
      const turnpike = await loadTurnpike(asked)
      // Taken off the page while the script was on its way.
      if (isGone) return NOT_MOUNTED
      checkout = turnpike(asked.publishableKey, asked).checkout(asked)
      checkout.on('ready', () => {
        setReady(true)
        latest.current.onReady?.()
      })
      checkout.on('change', (event) => {
        setComplete(event.complete)
        latest.current.onChange?.(event)
      })
      checkout.on('focus', () => latest.current.onFocus?.())
      checkout.on('blur', () => latest.current.onBlur?.())
      checkout.on('escape', () => latest.current.onEscape?.())
      checkout.on('loaderror', (event) => latest.current.onLoadError?.(event))
      checkout.on('token', (event) => latest.current.onToken?.(event))
      checkout.on('success', (event) => latest.current.onSuccess?.(event))
      checkout.on('failure', (event) => latest.current.onFailure?.(event))
      return checkout.mount(holder)
    }
    opening.current = open().catch((fault: unknown) => {
      console.error(fault)
      if (!isGone) latest.current.onLoadError?.(NOT_LOADED)
      return NOT_LOADED
    })
    return () => {
      isGone = true
      checkout?.unmount()
      opening.current = Promise.resolve(NOT_MOUNTED)
      setReady(false)
      setComplete(false)
    }
  }, [holder, wanted])

  const busy = useCallback(async <Result>(work: (opened: Checkout & CardForm) => Promise<Result>) => {
    setBusy(true)
    try {
      const opened = await opening.current
      return 'error' in opened ? opened : await work(opened)
    } finally {
      setBusy(false)
    }
  }, [])
  const confirm = useCallback((how?: ConfirmOptions) => busy((checkout) => checkout.confirm(how)), [busy])
  const tokenize = useCallback(() => busy((checkout) => checkout.tokenize()), [busy])
  const clear = useCallback(() => {
    void opening.current.then((opened) => 'clear' in opened && opened.clear())
  }, [])
  return { mountRef, isReady, isComplete, isBusy, confirm, tokenize, clear }
}

export type TurnpikeCheckoutProps = UseTurnpikeCheckoutOptions & { readonly id?: string; readonly className?: string }

/** The checkout in a `div` of its own. Its `ref` has `confirm`. */
export const TurnpikeCheckout = forwardRef<TurnpikeCheckoutHandle, TurnpikeCheckoutProps>(
  function TurnpikeCheckout(props, ref) {
    const { id, className, ...options } = props
    const { mountRef, confirm, tokenize, clear } = useTurnpikeCheckout(options)
    useImperativeHandle(ref, () => ({ confirm, tokenize, clear }), [confirm, tokenize, clear])
    return createElement('div', { ref: mountRef, id, className })
  },
)
