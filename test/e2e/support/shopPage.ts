import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ShopPage {
  readonly origin: string
  close(): Promise<void>
}

export interface ShopPageOptions {
  readonly vaultOrigin: string
  /** Attributes of the script element, for example an `integrity`. */
  readonly scriptAttributes?: string
}

/**
 * A shop of the smallest kind on an origin of its own: a holder for the checkout, a total that the page itself wrote,
 * and a Pay button. What the tests want of it is in the address, as a shop's own server would put it into the page.
 */
export async function startShopPage({ vaultOrigin, scriptAttributes = '' }: ShopPageOptions): Promise<ShopPage> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
    response.end(pageOf(vaultOrigin, scriptAttributes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const pageOf = (vaultOrigin: string, scriptAttributes: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>A small shop</title>
<style>
  body { margin: 0; font: 16px/1.5 Inter, system-ui, sans-serif; background: #f6f7f9; color: #1b2430 }
  main { box-sizing: border-box; width: min(30rem, 100%); margin: 0 auto; padding: 2rem 1rem }
  h1 { font-size: 1.4rem; margin: 0 0 1rem }
  section { padding: 1.25rem; border-radius: 14px; background: #fff; box-shadow: 0 1px 3px rgb(16 24 40 / 12%) }
  .dark { background: #11151b; color: #eef2f6 } .dark section { background: #171d26 }
  .night { background: #15162a; color: #f4f3ff } .night section { background: #1c1d36 }
  button { width: 100%; min-height: 3rem; margin-top: 1rem; border: 0; border-radius: 8px; background: var(--pay, #0a6e55); color: var(--on-pay, #fff); font: inherit; font-weight: 600 }
</style>
<script src="${vaultOrigin}/v1/checkout.js" ${scriptAttributes}></script>
</head>
<body>
<main>
  <h1>Checkout</h1>
  <section><div id="checkout"></div><button id="pay" type="button">Pay</button></section>
  <p id="result" role="status"></p>
</main>
<script>
  const asked = new URLSearchParams(location.search)
  window.seen = []
  window.results = []
  document.body.className = asked.get('theme') ?? ''
  document.documentElement.dir = asked.get('dir') ?? 'ltr'
  // What the shop itself writes, as a shop of another language or another look would.
  for (const [name, selector] of [['heading', 'h1'], ['pay', '#pay']]) {
    if (asked.has(name)) document.querySelector(selector).textContent = asked.get(name)
  }
  for (const [name, property] of [['payColour', '--pay'], ['onPayColour', '--on-pay']]) {
    if (asked.has(name)) document.body.style.setProperty(property, asked.get(name))
  }
  const tell = (text) => { document.querySelector('#result').textContent = text }
  if (!window.Turnpike) tell('no Turnpike')
  else {
    window.turnpike = Turnpike(asked.get('key'), {
      locale: asked.get('locale') ?? 'en',
      messages: JSON.parse(asked.get('messages') ?? '{}'),
    })
    const appearance = JSON.parse(asked.get('appearance') ?? '{}')
    if (asked.has('secret') && !asked.has('payment')) {
      window.checkout = turnpike.checkout({
        clientSecret: asked.get('secret'),
        country: asked.get('country') ?? undefined,
        appearance,
        fonts: JSON.parse(asked.get('fonts') ?? '[]'),
      })
      for (const name of ['ready', 'change', 'success', 'failure']) checkout.on(name, (event) => seen.push([name, event]))
      checkout.mount('#checkout')
      document.querySelector('#pay').onclick = async () => {
        const options = {}
        if (asked.has('returnUrl')) options.returnUrl = asked.get('returnUrl')
        if (asked.has('redirect')) options.redirect = asked.get('redirect')
        const result = await checkout.confirm(options)
        results.push(result)
        tell(result.payment ? 'paid: ' + result.payment.status : 'error: ' + result.error.code)
      }
    }
    if (asked.has('payment')) {
      turnpike.retrievePayment(asked.get('secret')).then((result) => {
        results.push(result)
        tell(result.payment ? 'retrieved: ' + result.payment.status : 'error: ' + result.error.code)
      })
    }
  }
</script>
</body>
</html>`
