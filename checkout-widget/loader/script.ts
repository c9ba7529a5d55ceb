import { defineElement } from './element.ts'
import { turnpikeOf } from './turnpike.ts'

/** `checkout.js`: puts `Turnpike` and `<turnpike-checkout>` on the page. The vault is where the script itself came from. */

const script = document.currentScript
if (script instanceof HTMLScriptElement && script.src !== '') {
  window.Turnpike ??= turnpikeOf(new URL(script.src).origin)
  defineElement(window.Turnpike)
} else {
  console.error('Turnpike: load checkout.js with <script src="https://{vault}/v1/checkout.js"></script>.')
}
