import { encryptCard } from '../../../checkout-widget/frame/encryptCard.ts'
import { type Canary, type Kept, numberFrom } from '../../stack/support/canary.ts'
import { type Client, freshKey } from '../../stack/support/client.ts'
import type { Running } from '../../stack/support/fixture.ts'

/** One canary for each way that a card can take; those with a beginning of their own mean something to the acquirer. */
export const PATHS = {
  declined: { number: '4100000000000019', cvc: '614' },
  challenged: { number: '4000000000003220', cvc: '827' },
  failedOver: { number: numberFrom('491761001'), cvc: '935' },
  wallet: { number: numberFrom('491761005'), cvc: '548' },
  refusedByVault: {
    number: numberFrom('491761003').replace(/.$/, (last) => String((Number(last) + 1) % 10)),
    cvc: '562',
  },
  misplaced: { number: numberFrom('491761004'), cvc: '271' },
} as const satisfies Readonly<Record<string, Canary>>

/** What was asked is ours; what was answered is searched. */
interface Asker {
  readonly ask: (url: string, init?: RequestInit) => Promise<string>
  readonly answers: () => readonly Kept[]
}

export function asker(): Asker {
  const answers: Kept[] = []
  return {
    async ask(url, init) {
      const response = await fetch(url, { redirect: 'manual', ...init })
      const text = await response.text()
      const headers = JSON.stringify([...response.headers])
      answers.push([`answer ${answers.length} ${response.status} of ${new URL(url).port}`, Buffer.from(headers + text)])
      return text
    },
    answers: () => answers,
  }
}

const json = { 'content-type': 'application/json' }

async function postCard(asking: Asker, running: Running, card: object): Promise<string | undefined> {
  return postSealed(asking, running, { expiryMonth: 12, expiryYear: 2030, ...card })
}

async function postSealed({ ask }: Asker, running: Running, content: object): Promise<string | undefined> {
  const { vaultOrigin, keys } = running.stack
  const published = JSON.parse(await ask(`${vaultOrigin}/keys`)) as { keys: never[] }
  const jwe = await encryptCard(published.keys[0] as never, content as never)
  const text = await ask(`${vaultOrigin}/tokens`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${keys.publishableKey}` },
    body: JSON.stringify({ jwe }),
  })
  return (JSON.parse(text) as { token?: string }).token
}

async function tokenOf(asking: Asker, running: Running, canary: Canary): Promise<string> {
  const token = await postCard(asking, running, canary)
  if (token === undefined) throw new Error(`there is no token of ${canary.number}`)
  return token
}

/** What a wallet gives for the sandbox, which opens to a card. */
async function walletToken(asking: Asker, running: Running, { number, cvc }: Canary): Promise<string> {
  const data = Buffer.from(JSON.stringify({ number, cvc, expiryMonth: 12, expiryYear: 2030 })).toString('base64url')
  const payload = JSON.stringify({ version: 'SANDBOX_v1', data })
  const token = await postSealed(asking, running, { wallet: 'apple_pay', payload })
  if (token === undefined) throw new Error('there is no token of the wallet')
  return token
}

/** Every way that a card takes through the api without a browser. Answers the payments' statuses, so that each is known to have been taken. */
export async function takePaths(asking: Asker, running: Running): Promise<Readonly<Record<string, string>>> {
  const payWith = async (canary: Canary, client: Client = running.client) =>
    (await client.create({ confirm: true, paymentMethod: { token: await tokenOf(asking, running, canary) } })).payment
  const declined = await payWith(PATHS.declined)
  const challenged = await payWith(PATHS.challenged)
  const walletPaid = await running.client.create({
    confirm: true,
    paymentMethod: { type: 'APPLE_PAY', token: await walletToken(asking, running, PATHS.wallet) },
  })
  await running.client.fault('a', { kind: 'refuse', times: 1 })
  const failedOver = await payWith(PATHS.failedOver)
  await running.client.clearFaults()
  return {
    declined: declined.status,
    challenged: challenged.status,
    walletPaid: walletPaid.payment.status,
    failedOver: failedOver.status,
    failedOverTo: failedOver.attempts.at(-1)?.gateway ?? '',
  }
}

/** Cards that the vault refuses, and numbers where none belongs: in the clear, in addresses, in credentials, in text. */
export async function misplace(asking: Asker, running: Running): Promise<void> {
  const { ask } = asking
  const { vaultOrigin, apiOrigin, keys } = running.stack
  const { refusedByVault, misplaced } = PATHS
  for (const card of [
    refusedByVault,
    { ...misplaced, cvc: `${misplaced.cvc}99` },
    { ...misplaced, expiryYear: 2019 },
  ]) {
    await postCard(asking, running, card)
  }
  const { number, cvc } = misplaced
  const bearer = (credential: string) => ({ ...json, authorization: `Bearer ${credential}` })
  const post = (url: string, body: unknown, credential = keys.secretKey) =>
    ask(url, {
      method: 'POST',
      headers: bearer(credential),
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const tokens = `${vaultOrigin}/tokens`
  await post(tokens, { number, cvc }, keys.publishableKey)
  await post(tokens, { jwe: number, proof: number }, keys.publishableKey)
  await post(tokens, `{"jwe": "${number}", "cvc": "${cvc}"`, keys.publishableKey)
  await post(tokens, { jwe: 'a' }, number)
  for (const origin of [vaultOrigin, apiOrigin]) {
    await ask(`${origin}/${number}?number=${number}&cvc=${cvc}`, { method: 'DELETE' })
    await ask(`${origin}/tokens/${number}`)
  }
  await ask(`${vaultOrigin}/v1/frame?key=${number}&cvc=${cvc}`)
  await ask(`${vaultOrigin}/accounts/${number}`, {
    method: 'PUT',
    headers: bearer(keys.operatorKey),
    body: `{"cvc":"${cvc}"}`,
  })
  await ask(`${apiOrigin}/return/${number}?card=${number}&cvc=${cvc}`)
  await ask(`${apiOrigin}/webhooks/${number}`, { method: 'POST', headers: json, body: JSON.stringify({ number, cvc }) })
  await ask(`${apiOrigin}/webhooks/gwa_a`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ card: { number, cvc } }),
  })
  const graphql = `${apiOrigin}/graphql`
  await post(graphql, { query: '{ __typename }' }, number)
  await post(graphql, `{"query": "{ payment(id: \\"${number}\\") { id } }", "number": "${number}"`)
  await post(graphql, { query: `{ payment(id: "${number}") { id } x${number} }` })
  await post(graphql, { query: `{ payment(id: "${number}") { id } }`, operationName: number })
  const create = 'mutation ($input: CreatePaymentInput!) { createPayment(input: $input) { __typename } }'
  const confirm =
    'mutation ($input: ConfirmPaymentInput!) { confirmPayment(input: $input) { __typename ... on Error { message } } }'
  const amount = { amount: '10.00', currency: 'EUR' }
  const dashed = number.replace(/(\d{4})(?=\d)/g, '$1-')
  const places: readonly object[] = [
    { description: `card ${number}` },
    { reference: number },
    { metadata: { card: dashed } },
    { metadata: { [number]: 'card' } },
    { customer: { name: number } },
    { billingAddress: { line1: number } },
    { returnUrl: `https://shop.example/?card=${number}` },
    { idempotencyKey: number },
    { amount: { amount: number, currency: 'EUR' } },
    { amount: { amount: '10.00', currency: number } },
    { [`c${number}`]: 1 },
  ]
  for (const place of places) {
    await post(graphql, { query: create, variables: { input: { idempotencyKey: freshKey(), amount, ...place } } })
  }
  const { payment } = await running.client.create()
  for (const token of [number, `tok_${number}`, `tok_0b${number}`]) {
    const input = { paymentId: payment.id, paymentMethod: { token }, browser: { browserUserAgent: 'x' } }
    await post(graphql, { query: confirm, variables: { input } })
  }
  await post(graphql, { query: confirm, variables: { input: { paymentId: number, paymentMethod: { token: 'tok_' } } } })
}
