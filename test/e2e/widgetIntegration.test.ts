import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CARDS, freshKey } from '../stack/support/client.ts'
import { cardFrame, pressPay, resultOf, runningCheckout, typeCard } from './support/checkout.ts'
import { openShop, payWith, statusIs } from './support/shopper.ts'
import {
  bundleSnippet,
  type Places,
  policyOf,
  type SnippetPage,
  snippetOf,
  startSnippetShop,
  withNonce,
} from './support/snippets.ts'

const { running, open, newPage, shared, allowOrigins } = runningCheckout()
const WIDGET = 'docs/widget.md'

let shop: Awaited<ReturnType<typeof startSnippetShop>>
beforeAll(async () => {
  // The shop's server of "The shop's own form".
  shop = await startSnippetShop(async (fields) => {
    const paymentMethod = { token: fields.get('turnpikeToken') ?? '' }
    const input = { idempotencyKey: freshKey(), amount: running.client.euros('89.00'), confirm: true, paymentMethod }
    const { payment, message } = await running.client.mutate('createPayment', input)
    return payment?.status ?? message ?? ''
  })
  allowOrigins(shared.shop.origin, shop.origin, running.stack.shopOrigin)
})
afterAll(() => shop?.close())

interface Opened {
  readonly page: Page
  readonly paymentId: string
  readonly violations: readonly string[]
}

/** Puts what a document says onto a page, under the policy that it says, with a payment to pay. */
async function openSnippet(pageOf: (places: Places) => SnippetPage | Promise<SnippetPage>): Promise<Opened> {
  const { clientSecret, payment } = await running.client.create({ amount: running.client.euros('89.00') })
  const places = { ...placesOf(), clientSecret }
  const page = await newPage()
  const violations = await watchViolations(page)
  shop.show(await pageOf(places))
  await page.goto(shop.origin)
  return { page, paymentId: payment.id, violations }
}

const placesOf = (): Places => ({ ...running.stack, publishableKey: running.stack.keys.publishableKey })

/** As the browser reports them, in the page and in every frame. */
async function watchViolations(page: Page): Promise<readonly string[]> {
  const violations: string[] = []
  await page.exposeFunction('tellViolation', (text: string) => violations.push(text))
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => tellViolation(effectiveDirective + ' ' + blockedURI))",
  )
  return violations
}

const secretScript = ({ clientSecret = '' }: Places): string =>
  `<script>const clientSecret = ${JSON.stringify(clientSecret)}</script>\n`

async function payOn(page: Page): Promise<void> {
  await cardFrame(page).getByText('€89.00').waitFor()
  await typeCard(cardFrame(page), CARDS.approves)
  await pressPay(page)
}

async function isPaidOnce(paymentId: string): Promise<void> {
  expect(await running.client.standing(paymentId)).toMatchObject([{ amountMinor: 8900, status: 'captured' }])
}

describe('what the documents say pays as it stands there, under the policy that stands there', () => {
  test('the README’s script', async () => {
    const { page, paymentId } = await openSnippet((places) => ({
      body: snippetOf('README.md', 'Now a card.', 'html', places),
    }))
    const told = new Promise<string>((resolve) => {
      page.once('dialog', (dialog) => {
        resolve(dialog.message())
        void dialog.accept()
      })
    })
    await payOn(page)
    expect(await told).toBe('CAPTURED')
    await isPaidOnce(paymentId)
  })

  test.each(['## A script', '## An element'])('%s', async (heading) => {
    const { page, paymentId, violations } = await openSnippet((places) => ({
      body: withNonce(secretScript(places) + snippetOf(WIDGET, heading, 'html', places)),
      policy: policyOf('script', places),
    }))
    await payOn(page)
    expect(await resultOf(page)).toBe('thanks')
    await isPaidOnce(paymentId)
    expect(violations).toEqual([])
  })

  test('## A module', async () => {
    const { page, paymentId, violations } = await openSnippet(async (places) => ({
      body: '<div id="checkout"></div><button id="pay">Pay</button>',
      script: await bundleSnippet(
        `globalThis.clientSecret = ${JSON.stringify(places.clientSecret)}\n${snippetOf(WIDGET, '## A module', 'js', places)}`,
      ),
      policy: policyOf('module', places),
    }))
    await payOn(page)
    expect(await resultOf(page)).toBe('thanks')
    await isPaidOnce(paymentId)
    expect(violations).toEqual([])
  })

  test('## React, whose StrictMode mounts everything twice', async () => {
    const { page, paymentId, violations } = await openSnippet(async (places) => ({
      body: '<div id="root"></div>',
      script: await bundleSnippet(
        `import { StrictMode } from 'react'
         import { createRoot } from 'react-dom/client'
         import { Checkout } from 'snippet:checkout'
         const onPaid = () => { location = '/thanks' }
         createRoot(document.querySelector('#root')).render(
           <StrictMode><Checkout clientSecret=${JSON.stringify(places.clientSecret)} onPaid={onPaid} /></StrictMode>)`,
        { 'snippet:checkout': snippetOf(WIDGET, '## React', 'jsx', places) },
      ),
      policy: policyOf('module', places),
    }))
    await page.getByRole('button', { name: 'Pay' }).and(page.locator(':enabled')).waitFor()
    expect(await page.locator('iframe').count()).toBe(1)
    expect(await page.locator('script[src*="/v1/checkout"]').count()).toBe(1)
    await payOn(page)
    expect(await resultOf(page)).toBe('thanks')
    await isPaidOnce(paymentId)
    expect(violations).toEqual([])
  })

  test('## The shop’s own form, which goes on with a token and not before', async () => {
    const { page, violations } = await openSnippet((places) => ({
      body: snippetOf(WIDGET, "## The shop's own form", 'html', places),
      policy: policyOf('form', places),
    }))
    await cardFrame(page).getByText('€89.00').waitFor()
    await page.evaluate("document.querySelector('turnpike-checkout').messages = { secured: 'Safe with us.' }")
    await cardFrame(page).getByText('Safe with us.').waitFor()
    // An attribute that is no JSON is left out; one that is may say what the property may.
    await page.evaluate("document.querySelector('turnpike-checkout').setAttribute('appearance', 'dark')")
    await cardFrame(page).getByText('Safe with us.').waitFor()
    const dark = JSON.stringify({ theme: 'dark' })
    await page.evaluate(`document.querySelector('turnpike-checkout').setAttribute('appearance', '${dark}')`)
    await cardFrame(page).locator('body.dark:not(.loading)').waitFor()
    await cardFrame(page).locator('#test-mode').waitFor()
    await pressPay(page)
    await cardFrame(page).getByText('Enter your card number.').waitFor()
    expect(shop.orders).toEqual([])
    const told = "document.querySelector('turnpike-checkout').tokenize().then(({ error }) => [error.type, error.param])"
    expect(await page.evaluate(told)).toEqual(['validation_error', 'number'])
    await typeCard(cardFrame(page), CARDS.declines)
    await page.evaluate("document.querySelector('turnpike-checkout').clear()")
    await typeCard(cardFrame(page), CARDS.approves)
    // Emptied and typed again it is another try, with a token of its own.
    const again = "document.querySelector('turnpike-checkout').tokenize().then(({ token }) => token)"
    const spent = await page.evaluate(again)
    await page.evaluate("document.querySelector('turnpike-checkout').clear()")
    await typeCard(cardFrame(page), CARDS.approves)
    const tokens = (await page.evaluate(`(async () => {
      const element = document.querySelector('turnpike-checkout')
      return [await element.tokenize(), await element.tokenize(), await element.confirm()]
    })()`)) as readonly { token?: string; error?: { code: string } }[]
    expect(tokens[0]?.token).toMatch(/^tok_/)
    expect(spent).toMatch(/^tok_/)
    expect(tokens[0]?.token).not.toBe(spent)
    // An unchanged card is the same token, so the form that goes on now can charge no second time.
    expect(tokens[1]?.token).toBe(tokens[0]?.token)
    expect(tokens[2]?.error?.code).toBe('wrong_mode')
    // The form's own handlers see it once, with the token in it.
    const seen: unknown[] = []
    await page.exposeFunction('tellSubmit', (token: unknown) => seen.push(token))
    await page.evaluate(
      "document.forms[0].addEventListener('submit', ({ target }) => tellSubmit(new FormData(target).get('turnpikeToken')))",
    )
    await pressPay(page)
    expect(await resultOf(page)).toBe('CAPTURED')
    expect(seen).toEqual([tokens[0]?.token])
    expect(shop.orders.map((fields) => [fields.get('email'), fields.get('turnpikeToken')])).toEqual([
      ['ada@shop.example', tokens[0]?.token],
    ])
    expect(violations).toEqual([])
  })
})

test('the demo shop’s policy is the one in the documents, and a challenge is paid under it', async () => {
  const { shopOrigin } = running.stack
  const page = await newPage()
  const violations = await watchViolations(page)
  const answer = await fetch(shopOrigin)
  expect(answer.headers.get('content-security-policy')).toBe(policyOf('demo', placesOf()))
  await openShop(page, shopOrigin)
  await payWith(page, { number: CARDS.challenge })
  await cardFrame(page).frameLocator('#challenge iframe').getByRole('button', { name: 'Approve' }).click()
  await statusIs(page, 'CAPTURED')
  expect(violations).toEqual([])
})

test('HF6 each build that was kept still pays, pinned by address and integrity', async () => {
  const manifest = (await (await fetch(`${running.stack.vaultOrigin}/v1/manifest.json`)).json()) as {
    readonly earlierBuilds: readonly { readonly build: string; readonly integrity: string }[]
  }
  expect(manifest.earlierBuilds.length).toBeGreaterThan(0)
  for (const { build, integrity } of manifest.earlierBuilds) {
    const { page, paymentId, violations } = await openSnippet((places) => {
      const pinned = snippetOf(WIDGET, '## Subresource Integrity', 'html', places)
        .replace('{build}', build)
        .replace('sha384-…', integrity)
      const snippet = snippetOf(WIDGET, '## A script', 'html', places).replace(/<script src.*<\/script>\n/, pinned)
      expect(snippet).toContain(integrity)
      return {
        body: withNonce(secretScript(places) + snippet),
        policy: policyOf('script', places).replace('checkout.js', `checkout-${build}.js`),
      }
    })
    await payOn(page)
    expect(await resultOf(page)).toBe('thanks')
    await isPaidOnce(paymentId)
    expect(violations).toEqual([])
  }
})

describe('a page that is restless', () => {
  test('mounts, unmounts and mounts in one go, loads the script again, and pays once in one frame', async () => {
    const { page, frame, paymentId, events } = await open()
    await page.evaluate(`(async () => {
      checkout.mount('#checkout').unmount()
      checkout.mount('#checkout').mount('#checkout')
      const before = Turnpike
      const script = document.createElement('script')
      script.src = document.querySelector('script[src]').src
      await new Promise((resolve) => { script.onload = resolve; document.head.append(script) })
      if (Turnpike !== before) throw new Error('the second script replaced the first')
      window.told = []
      for (const name of ['focus', 'blur', 'escape', 'change', 'success'])
        document.addEventListener('turnpike-' + name, ({ target, detail }) => told.push([name, target.id, detail]))
    })()`)
    await typeCard(frame, CARDS.approves)
    await page.keyboard.press('Escape')
    expect(await page.locator('iframe').count()).toBe(1)
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    await isPaidOnce(paymentId)
    expect(await events('success')).toBe(1)
    const told = (await page.evaluate('told')) as readonly (readonly [string, string, object | null])[]
    expect(told.every(([, id]) => id === 'checkout')).toBe(true)
    expect(told.filter(([name]) => name !== 'change').map(([name]) => name)).toEqual([
      'focus',
      'escape',
      'blur',
      'success',
    ])
    expect(told.find(([name]) => name === 'change')?.[2]).toEqual({ complete: false, empty: false, brand: 'visa' })
  })

  test('takes an element off while it loads, puts it back, moves it, and gives it another payment', async () => {
    const { clientSecret } = await running.client.create({ amount: running.client.euros('12.00') })
    const { page, frame } = await open()
    await frame.getByText('€89.00').waitFor()
    await page.evaluate(`(() => {
      checkout.unmount()
      const element = document.createElement('turnpike-checkout')
      Object.assign(element, { publishableKey: ${JSON.stringify(running.stack.keys.publishableKey)}, clientSecret: new URLSearchParams(location.search).get('secret') })
      const holder = document.querySelector('#checkout')
      holder.append(element)
      element.remove()
      holder.append(element)
      window.element = element
      // A handle that is asked before it is there waits, and hears that it was taken off.
      window.early = element.confirm()
    })()`)
    await frame.getByText('€89.00').waitFor()
    expect(await page.locator('iframe').count()).toBe(1)
    await page.evaluate("document.querySelector('section').append(element)")
    await frame.getByText('€89.00').waitFor()
    await page.evaluate(`element.clientSecret = ${JSON.stringify(clientSecret)}`)
    await frame.getByText('€12.00').waitFor()
    expect(await page.locator('iframe').count()).toBe(1)
    await page.evaluate('element.remove()')
    expect(await page.locator('iframe').count()).toBe(0)
    expect(await page.evaluate('element.confirm().then(({ error }) => error.code)')).toBe('not_mounted')
    expect(await page.evaluate('early.then(({ error }) => error.code)')).toMatch(/invalid_card|not_ready|unmounted/)
  })
})
