import { NOT_MOUNTED } from './errors.ts'
import type {
  CardForm,
  CardFormOptions,
  Checkout,
  CheckoutOptions,
  ConfirmOptions,
  ConfirmResult,
  TokenResult,
  TurnpikeFactory,
} from './types.ts'

const TAG = 'turnpike-checkout'
/** As attributes these are JSON. */
const RECORDS = ['appearance', 'fonts', 'messages']
const ATTRIBUTES = [
  ...RECORDS,
  'publishable-key',
  'client-secret',
  'locale',
  'mode',
  'token-name',
  'amount',
  'currency',
  'country',
]
const PROPERTIES = ATTRIBUTES.map(
  (attribute) => [attribute.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()), attribute] as const,
)

/** A record that is none is left out: no slip of the pen in a look may keep anybody from paying. */
function read(name: string, text: string | null): unknown {
  if (text === null) return undefined
  try {
    return RECORDS.includes(name) ? JSON.parse(text) : text
  } catch {
    console.warn(`Turnpike: the attribute ${name} was left out, because it is no JSON.`)
    return undefined
  }
}

/**
 * `<turnpike-checkout>`, the same checkout as an element: it mounts when it is on the page and has what it needs, and
 * again when one of these changes. A class, because the browser takes nothing else.
 */
export function defineElement(turnpike: TurnpikeFactory): void {
  if (customElements.get(TAG)) return
  class TurnpikeCheckout extends HTMLElement {
    static observedAttributes = ATTRIBUTES
    /** Properties stay here: a client secret that became an attribute would be in every recording of the page. */
    readonly given: Record<string, unknown> = {}
    #checkout: (Checkout & CardForm) | undefined
    #mounted = ''

    constructor() {
      super()
      // What the page set before the script came.
      for (const [name] of PROPERTIES) {
        const early = Object.getOwnPropertyDescriptor(this, name)
        if (early === undefined) continue
        Reflect.deleteProperty(this, name)
        this.given[name] = early.value
      }
    }
    connectedCallback(): void {
      this.changed()
    }
    disconnectedCallback(): void {
      this.changed()
    }
    attributeChangedCallback(): void {
      this.changed()
    }
    /** After all that the page does in one go, which may be taking it off and putting it back. */
    changed(): void {
      queueMicrotask(() => this.#follow())
    }
    #follow(): (Checkout & CardForm) | undefined {
      const options: Record<string, unknown> = {}
      for (const [name, attribute] of PROPERTIES) {
        options[name] = this.given[name] ?? read(name, this.getAttribute(attribute))
      }
      const { publishableKey, clientSecret, mode } = options
      const isComplete = this.isConnected && publishableKey && (clientSecret || mode === 'form')
      const wanted = isComplete ? JSON.stringify(options) : ''
      if (wanted === this.#mounted) return this.#checkout
      this.#mounted = wanted
      this.#checkout?.unmount()
      this.#checkout = undefined
      if (wanted === '') return undefined
      const instance = turnpike(String(publishableKey), options)
      this.#checkout = instance.checkout(options as unknown as CheckoutOptions | CardFormOptions)
      return this.#checkout.mount(this)
    }
    confirm(options?: ConfirmOptions): Promise<ConfirmResult> {
      return this.#follow()?.confirm(options) ?? Promise.resolve(NOT_MOUNTED)
    }
    tokenize(): Promise<TokenResult> {
      return this.#follow()?.tokenize() ?? Promise.resolve(NOT_MOUNTED)
    }
    clear(): void {
      this.#checkout?.clear()
    }
  }
  for (const [name, attribute] of PROPERTIES) {
    Object.defineProperty(TurnpikeCheckout.prototype, name, {
      get(this: TurnpikeCheckout): unknown {
        return this.given[name] ?? this.getAttribute(attribute)
      },
      set(this: TurnpikeCheckout, value: unknown) {
        this.given[name] = value
        this.changed()
      },
    })
  }
  customElements.define(TAG, TurnpikeCheckout)
}
