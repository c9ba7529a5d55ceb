import type { TurnpikeFactory } from './types.ts'

export type * from './types.ts'

export interface LoadOptions {
  /** Where the vault is, for example `https://vault.shop.example`. */
  readonly vaultOrigin: string
  /** A Content-Security-Policy nonce for the script element. */
  readonly nonce?: string
  /** One exact build instead of the newest: the hash in its address, as `/v1/manifest.json` of the vault has it. */
  readonly build?: string
  /** Subresource Integrity of that build; the browser refuses any other. */
  readonly integrity?: string
}

/** What browsers with Trusted Types have; elsewhere an address is just text. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): { toString(): string } }
}

let loading: Promise<TurnpikeFactory> | undefined
let policy: ReturnType<TrustedTypes['createPolicy']> | undefined

/**
 * Loads `checkout.js` from the vault once, however often it is called, and answers `Turnpike`. Importing this does
 * nothing, so a server may; on a server the promise never settles, because only a browser has a page to load it into.
 */
export function loadTurnpike(options: LoadOptions): Promise<TurnpikeFactory> {
  if (typeof document === 'undefined') return new Promise(() => undefined)
  if (loading === undefined) {
    loading = load(options)
    // The next call tries again.
    loading.catch(() => {
      loading = undefined
    })
  }
  return loading
}

const load = ({ vaultOrigin, nonce, build, integrity }: LoadOptions): Promise<TurnpikeFactory> =>
  new Promise((resolve, reject) => {
    if (window.Turnpike) {
      resolve(window.Turnpike)
      return
    }
    const script = document.createElement('script')
    const name = build === undefined ? 'checkout.js' : `checkout-${build}.js`
    script.src = trusted(`${new URL(vaultOrigin).origin}/v1/${name}`)
    if (nonce !== undefined) script.nonce = nonce
    if (integrity !== undefined) {
      script.integrity = integrity
      script.crossOrigin = 'anonymous'
    }
    script.onload = () => (window.Turnpike ? resolve(window.Turnpike) : reject(notLoaded(script.src)))
    script.onerror = () => {
      script.remove()
      reject(notLoaded(script.src))
    }
    document.head.append(script)
  })

/** A page under `require-trusted-types-for 'script'` allows this one policy by its name. */
function trusted(url: string): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  policy ??= trustedTypes?.createPolicy('turnpike-checkout', { createScriptURL: (text) => text })
  // The browser wants the object itself; the DOM's types know only text.
  return (policy?.createScriptURL(url) ?? url) as string
}

const notLoaded = (source: string): Error => new Error(`Turnpike: ${source} could not be loaded.`)
