import type { Checkout, CheckoutEvents } from './types.ts'

type Handlers = { readonly [Name in keyof CheckoutEvents]: Set<(event: CheckoutEvents[Name]) => void> }

export interface Events {
  readonly on: Checkout['on']
  emit<Name extends keyof CheckoutEvents>(name: Name, event: CheckoutEvents[Name]): void
}

export function createEvents(): Events {
  const handlers: Handlers = { ready: new Set(), change: new Set(), success: new Set(), failure: new Set() }
  return {
    on(name, handler) {
      handlers[name].add(handler)
      return () => void handlers[name].delete(handler)
    },
    emit(name, event) {
      for (const handler of handlers[name]) {
        try {
          handler(event)
        } catch (fault) {
          // One handler's fault is the page's to hear of, and keeps nothing from the others.
          setTimeout(() => {
            throw fault
          })
        }
      }
    },
  }
}
