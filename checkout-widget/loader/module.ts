import type { TurnpikeFactory } from './types.ts'

export type * from './types.ts'

export interface LoadOptions {
  /** Where the vault is, for example `https://vault.shop.example`. */
  readonly vaultOrigin: string
  /** A Content-Security-Policy nonce for the script element. */
  readonly nonce?: string
  /** Subresource Integrity of one exact build of the script; the browser refuses any other. */
  readonly integrity?: string
}

let loading: Promise<TurnpikeFactory> | undefined

/**
 * Loads `checkout.js` from the vault once, and answers `Turnpike`. Importing this does nothing, so a server may; on a
 * server the promise never settles, because only a browser has a page to load it into.
 */
export function loadTurnpike(options: LoadOptions): Promise<TurnpikeFactory> {
  if (typeof document === 'undefined') return new Promise(() => undefined)
  loading ??= load(options)
  loading.catch(() => {
    loading = undefined
  })
  return loading
}

const load = ({ vaultOrigin, nonce, integrity }: LoadOptions): Promise<TurnpikeFactory> =>
  new Promise((resolve, reject) => {
    if (window.Turnpike) {
      resolve(window.Turnpike)
      return
    }
    const script = document.createElement('script')
    script.src = `${new URL(vaultOrigin).origin}/v1/checkout.js`
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

const notLoaded = (source: string): Error => new Error(`Turnpike: ${source} could not be loaded.`)
