import type { Checkout, CheckoutEvents } from './types.ts'

export interface Events extends Pick<Checkout, 'on' | 'off'> {
  /** Tells the handlers, and whoever listens to the element. */
  emit<Name extends keyof CheckoutEvents>(name: Name, event: CheckoutEvents[Name], element?: EventTarget): void
}

export function createEvents(): Events {
  const handlers: { [Name in keyof CheckoutEvents]?: Set<(event: CheckoutEvents[Name]) => void> } = {}
  const off: Checkout['off'] = (name, handler) => void handlers[name]?.delete(handler)
  return {
    off,
    on(name, handler) {
      const known: Set<typeof handler> = handlers[name] ?? new Set()
      Object.assign(handlers, { [name]: known.add(handler) })
      return () => off(name, handler)
    },
    emit(name, event, element) {
      for (const handler of handlers[name] ?? []) {
        try {
          handler(event)
        } catch (fault) {
          // One handler's fault is the page's to hear of, and keeps nothing from the others.
          setTimeout(() => {
            throw fault
          })
        }
      }
      element?.dispatchEvent(new CustomEvent(`turnpike-${name}`, { detail: event, bubbles: true, composed: true }))
    },
  }
}
