import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { CARDS, eventually } from '../stack/support/client.ts'
import { cardFrame, pressPay, resultOf, runningCheckout, typeCard } from './support/checkout.ts'
import { startShopPage } from './support/shopPage.ts'

const { running, open, newPage, shared, allowOrigins } = runningCheckout()

const frameOf = (page: Awaited<ReturnType<typeof newPage>>) =>
  page.frames().find((frame) => frame.url().includes('/v1/frame'))

describe('HF1 messages', () => {
  test('from other windows, of odd shapes and before their time move nothing', async () => {
    const { page, frame, paymentId, results, events } = await open()
    await typeCard(frame, CARDS.approves)
    await page.evaluate(`(async () => {
      const frame = document.querySelector('iframe').contentWindow
      const confirm = { turnpike: 'turnpike/1', message: { type: 'confirm', call: 1, redirect: 'if_required' } }
      // A window of a null origin and one of the shop's own, each beside the frame and not above it.
      for (const sandbox of ['allow-scripts', 'allow-scripts allow-same-origin']) {
        const other = document.createElement('iframe')
        other.sandbox = sandbox
        other.srcdoc = '<script>parent.frames[0].postMessage(' + JSON.stringify(confirm) + ', "*");' +
          'parent.postMessage({ turnpike: "turnpike/1", message: { type: "success", payment: { id: "pay_x", mode: "LIVE", status: "CAPTURED", amount: { amount: "1.00", currency: "EUR" } } } }, "*")<' + '/script>'
        document.body.append(other)
        await new Promise((resolve) => { other.onload = resolve })
      }
      // What the shop itself may say, but not in these shapes.
      for (const odd of [null, 'confirm', 7, [], {}, { turnpike: 'turnpike/2', message: confirm.message },
        { turnpike: 'turnpike/1' }, { turnpike: 'turnpike/1', message: { type: 'confirm' } },
        { turnpike: 'turnpike/1', message: { type: 'confirm', call: -1, redirect: 'if_required' } },
        { turnpike: 'turnpike/1', message: { type: '__proto__' } },
        { turnpike: 'turnpike/1', message: { type: 'init', clientSecret: 'pay_x_secret_y\\r\\nX: 1', locale: 'en', appearance: {} } },
        { type: 'turnpike:returned', paymentId: '${paymentId}' }]) frame.postMessage(odd, '*')
      await new Promise((resolve) => setTimeout(resolve, 1500))
    })()`)
    expect((await running.client.read(paymentId)).attempts).toEqual([])
    expect([await results(), await events('success')]).toEqual([[], 0])
    expect(await frame.getByLabel('Card number').inputValue()).toBe('4242 4242 4242 4242')
  })

  test('cannot put another payment into a frame that has one', async () => {
    const { page, frame, paymentId } = await open()
    const other = await running.client.create({ amount: running.client.euros('1.00') })
    await frame.getByText('€89.00').waitFor()
    const init = { type: 'init', clientSecret: other.clientSecret, locale: 'en', appearance: {} }
    await page.evaluate(
      `document.querySelector('iframe').contentWindow.postMessage(${JSON.stringify({ turnpike: 'turnpike/1', message: init })}, '*')`,
    )
    await typeCard(frame, CARDS.approves)
    await pressPay(page)
    expect(await resultOf(page)).toBe('paid: CAPTURED')
    expect(await running.client.standing(paymentId)).toHaveLength(1)
    expect(await running.client.standing(other.payment.id)).toEqual([])
  })
})

test('HF2 a look can be asked for, and nothing else can be styled', async () => {
  const requests: string[] = []
  const { page, frame } = await open({
    prepare: async (page) => {
      page.on('request', (request) => requests.push(request.url()))
    },
    address: {
      appearance: JSON.stringify({
        theme: 'default',
        variables: {
          colorPrimary: '#0000ff',
          borderRadius: '3px',
          colorText: 'red; } body { display: none',
          colorBackground: 'url(https://evil.example/leak)',
          fontFamily: 'x; background: url(https://evil.example/leak)',
          fontSize: '8px',
          spacing: 'calc(1px * 99)',
          display: 'none',
          __proto__: '#ff0000',
        },
      }),
    },
  })
  await frame.getByText('€89.00').waitFor()
  const style = (property: string) =>
    frame.locator('body').evaluate((body, name) => body.style.getPropertyValue(name), property)
  expect([await style('--primary'), await style('--radius')]).toEqual(['#0000ff', '3px'])
  for (const property of ['--text', '--background', '--font-family', '--font-size', '--spacing', 'display']) {
    expect(await style(property), property).toBe('')
  }
  expect(requests.filter((url) => url.startsWith('https://evil'))).toEqual([])
  expect(await page.locator('iframe').isVisible()).toBe(true)
})

test('HF2 rules, words and fonts of a page change how the form looks and nothing else, and it is told what was left out', async () => {
  const told: string[] = []
  const requests: string[] = []
  const { page, frame } = await open({
    prepare: async (page) => {
      page.on('console', (message) => told.push(message.text()))
      page.on('request', (request) => requests.push(request.url()))
    },
    address: {
      appearance: JSON.stringify({
        variables: { colorText: '#999', colorBackground: '#fff' },
        rules: {
          '.Input': { borderRadius: '2px', borderWidth: '3px', backgroundImage: 'url(https://evil.example/a)' },
          '.Input:focus': { boxShadow: 'none', borderColor: 'rgb(1, 2, 3)' },
          '.Label': { textTransform: 'uppercase', color: 'red } body { display: none' },
          'body, .Input': { color: 'red' },
        },
      }),
      messages: JSON.stringify({ secured: '<img src=x onerror=alert(1)> Safe.', number: 'Card no.', nonsense: 'x' }),
      fonts: JSON.stringify([{ family: 'Fake', src: 'data:font/woff2;base64,d09GMgABAAA=' }]),
    },
  })
  const number = frame.getByLabel('Card no.')
  await number.focus()
  await frame.getByText('<img src=x onerror=alert(1)> Safe.').waitFor()
  const look = (property: 'borderRadius' | 'borderTopWidth' | 'backgroundImage' | 'boxShadow') =>
    number.evaluate((input, name) => getComputedStyle(input)[name], property)
  await eventually(
    () => look('boxShadow'),
    (shadow) => shadow === 'none',
  )
  expect([await look('borderRadius'), await look('borderTopWidth'), await look('backgroundImage')]).toEqual([
    '2px',
    '3px',
    'none',
  ])
  const label = frame.locator('label[for=number]')
  expect(await label.evaluate((one) => getComputedStyle(one).textTransform)).toBe('uppercase')
  for (const part of [
    'colorText (rgb(153, 153, 153)) on colorBackground (rgb(255, 255, 255)) has a contrast of 2.84:1',
    '"backgroundImage" of the rule ".Input"',
    '"color" of the rule ".Label"',
    'the rule "body, .Input"',
    'no message "nonsense"',
    'the font "Fake" was left out',
  ]) {
    await eventually(
      async () => told,
      (lines) => lines.some((line) => line.includes(part)),
    )
  }
  expect(requests.filter((url) => url.startsWith('https://evil'))).toEqual([])
  expect(await page.locator('iframe').isVisible()).toBe(true)
})

describe('HF3 a page of an origin that is not listed', () => {
  test('gets no frame, and is told why', async () => {
    const stranger = await startShopPage({ vaultOrigin: running.stack.vaultOrigin })
    try {
      const told: string[] = []
      const { page, events } = await open({
        origin: stranger.origin,
        prepare: async (page) => {
          await page.clock.install()
          page.on('console', (message) => told.push(message.text()))
        },
      })
      await eventually(
        async () => told,
        (lines) => lines.some((line) => line.includes('frame-ancestors')),
      )
      await page.clock.runFor(16_000)
      await eventually(
        async () => told,
        (lines) => lines.some((line) => line.includes('allowed origins')),
      )
      expect([await events('ready'), await events('failure')]).toEqual([0, 1])
      expect(frameOf(page)).toBeUndefined()
    } finally {
      await stranger.close()
    }
  })

  test('gets one as soon as it is listed, and none once it is taken off', async () => {
    const stranger = await startShopPage({ vaultOrigin: running.stack.vaultOrigin })
    try {
      allowOrigins(shared.shop.origin, stranger.origin)
      await new Promise((resolve) => setTimeout(resolve, 1500))
      const { frame } = await open({ origin: stranger.origin })
      await frame.getByText('€89.00').waitFor()
      allowOrigins(shared.shop.origin)
      await new Promise((resolve) => setTimeout(resolve, 1500))
      const again = await open({ origin: stranger.origin })
      await again.page.waitForTimeout(1000)
      expect(frameOf(again.page)).toBeUndefined()
    } finally {
      await stranger.close()
    }
  })

  test('is not served a frame for a key that is made up, or that is no publishable key', async () => {
    const frameAnswer = (key: string) => fetch(`${running.stack.vaultOrigin}/v1/frame?key=${key}`)
    const madeUp = await frameAnswer(`pk_test_${'a'.repeat(52)}`)
    expect([madeUp.status, madeUp.headers.get('content-security-policy')]).toEqual([
      401,
      "default-src 'none'; frame-ancestors 'none'",
    ])
    expect((await frameAnswer(running.stack.keys.secretKey)).status).toBe(403)
    expect((await fetch(`${running.stack.vaultOrigin}/v1/frame`)).status).toBe(401)
  })
})

test('HF4 the amount shown is the server’s, whatever the page says', async () => {
  const { page, frame } = await open({ amount: '1234.50', address: { amount: '1.00', locale: 'de-DE' } })
  await page.evaluate("document.querySelector('h1').textContent = 'Only €1.00'")
  await frame.getByText('1.234,50 €').waitFor()
  // It says its name in the shopper's language too, for who hears the page instead of seeing it.
  expect(await page.locator('iframe').getAttribute('title')).toBe('Kartenzahlung')
})

test('HF5 what the server says is shown as text', async () => {
  const evil = '<img src=x onerror="window.evil = 1"><b>bold</b>'
  const { frame, page } = await open({
    input: { description: 'A <b>lamp</b> & more' },
    prepare: (page) =>
      page.route('**/graphql', async (route) => {
        if (route.request().headers().accept === 'text/event-stream') return route.continue()
        const response = await route.fetch()
        const body = (await response.text()).replaceAll('Your card was declined.', JSON.stringify(evil).slice(1, -1))
        return route.fulfill({ response, body })
      }),
  })
  await frame.getByText('A <b>lamp</b> & more').waitFor()
  await typeCard(frame, CARDS.declines)
  await pressPay(page)
  await frame.getByRole('alert').filter({ hasText: '<img src=x' }).waitFor()
  expect(await frame.locator('img').count()).toBe(0)
  expect(await frame.locator('body').evaluate(() => 'evil' in globalThis)).toBe(false)
})

describe('HF6 under Subresource Integrity', () => {
  const withIntegrity = async (script: string, tamper: boolean) => {
    const integrity = `sha384-${createHash('sha384').update(script).digest('base64')}`
    const shop = await startShopPage({
      vaultOrigin: running.stack.vaultOrigin,
      scriptAttributes: `integrity="${integrity}" crossorigin="anonymous"`,
    })
    const { page } = await open({
      origin: shop.origin,
      prepare: async (page) => {
        if (tamper) {
          await page.route('**/v1/checkout.js', async (route) => {
            const response = await route.fetch()
            return route.fulfill({ response, body: `${await response.text()};window.tampered = true` })
          })
        }
      },
    })
    const seen = await page.evaluate("[typeof window.Turnpike, 'tampered' in window]")
    await shop.close()
    return seen
  }

  test('the genuine script runs and a tampered one does not', async () => {
    const script = await (await fetch(`${running.stack.vaultOrigin}/v1/checkout.js`)).text()
    expect(await withIntegrity(script, false)).toEqual(['function', false])
    expect(await withIntegrity(script, true)).toEqual(['undefined', false])
  })
})

test('a client secret that is missing or malformed is refused at once', async () => {
  const { page } = await open()
  const tried = await page.evaluate(
    "[{}, { clientSecret: 'pay_1' }].map((options) => { try { turnpike.checkout(options); return 'made' } catch { return 'refused' } })",
  )
  expect(tried).toEqual(['refused', 'refused'])
})

test('the frame runs its own script alone, and no text can become markup', async () => {
  const violations: string[] = []
  const { page, frame } = await open({
    prepare: async (page) => {
      page.on('console', (message) => violations.push(message.text()))
    },
  })
  await frame.getByText('€89.00').waitFor()
  const tried = await frameOf(page)?.evaluate(`(() => {
    const tries = [() => { document.body.innerHTML = '<b>x</b>' }, () => { document.body.setAttribute('onclick', 'x()') }, () => { document.createElement('script').text = '1' }]
    return tries.map((attempt) => { try { attempt(); return 'done' } catch { return 'refused' } })
  })()`)
  expect(tried).toEqual(['refused', 'refused', 'refused'])
  expect(violations.some((text) => text.includes('Refused to apply') || text.includes('inline style'))).toBe(false)
  expect(cardFrame(page)).toBeDefined()
})
