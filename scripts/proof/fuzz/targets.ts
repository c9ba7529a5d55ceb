import { encryptCard } from '../../../checkout-widget/frame/encryptCard.ts'
import { jweAttacks } from '../../../test/vault/jweAttacks.ts'
import { operationOf } from './graphql.ts'
import type { Sent } from './judge.ts'
import { mangled, nearly, oddText, oddValue } from './odd.ts'
import type { Random } from './random.ts'
import type { Talker, World } from './world.ts'

export interface Target {
  readonly name: string
  make(random: Random): Promise<Sent>
}

const JSON_TYPE = { 'content-type': 'application/json' }
const CARD = { number: '4242424242424242', expiryMonth: 12, expiryYear: 2030, cvc: '123' }

export const targetsOf = (world: World): readonly Target[] => [
  graphqlTarget(world),
  ...world.talkers.map((talker) => webhookTarget(world, talker)),
  tokenTarget(world),
]

function graphqlTarget({ stack, schema, paymentIds, clientSecret }: World): Target {
  const { secretKey, operatorKey, publishableKey } = stack.keys
  const known = { ids: [...paymentIds, 'pay_0', 'gwa_0', oddId], tokens: ['tok_0'] }
  const url = `${stack.apiOrigin}/graphql`
  return {
    name: 'graphql',
    async make(random) {
      const credential = random.pick([secretKey, secretKey, operatorKey, operatorKey, publishableKey, clientSecret])
      const headers = { ...JSON_TYPE, authorization: `Bearer ${credential}` }
      const operation = operationOf(schema, random, known)
      const query = random.once(3) ? mangled(random, operation) : operation
      switch (random.int(12)) {
        case 0:
          return { url, headers, body: JSON.stringify(nearly(random, { query, variables: {}, operationName: 'Q' })) }
        case 1:
          return { url, headers, body: mangled(random, JSON.stringify({ query })) }
        case 2:
          return { url, headers, body: bytesOf(random, JSON.stringify({ query })) }
        case 3:
          return { url, headers, body: JSON.stringify({ query: deep(random) }) }
        default:
          return { url, headers, body: JSON.stringify({ query }) }
      }
    },
  }
}

const oddId = `pay_${'z'.repeat(48)}`

/** What a parser meets that goes down without an end. */
function deep(random: Random): string {
  const depth = 1 + random.int(20_000)
  const [open, close] = random.pick([
    ['{a', '}'],
    ['{a(b:[', '])}'],
    ['{a(b:{c:', '})}'],
    ['{...{', '}}'],
    ['{a@b(c:"', '")}'],
  ])
  return `${open.repeat(depth)}${close.repeat(random.int(depth + 1))}`
}

/** The same text with some of its bytes changed, so that it may be no UTF-8 any more. */
function bytesOf(random: Random, text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text)
  for (let count = random.int(6); count >= 0; count -= 1) bytes[random.int(bytes.length)] = random.int(256)
  return bytes
}

/** Mostly genuinely signed: what is not is refused before it is read. */
function webhookTarget({ stack }: World, { kind, webhookUrl, sign, bodies }: Talker): Target {
  return {
    name: `webhooks of ${kind}`,
    async make(random) {
      const template = bodies.length === 0 ? {} : random.pick(bodies)
      let body: unknown = template
      for (let changes = random.int(4); changes >= 0; changes -= 1) body = nearly(random, body)
      const signed = signedOr(() => sign(body), JSON.stringify(body))
      const headers = { ...JSON_TYPE, ...carried(signed.headers) }
      switch (random.int(8)) {
        case 0:
          return { url: webhookUrl, headers: oddHeaders(random, headers), body: signed.body }
        case 1:
          return { url: webhookUrl, headers, body: mangled(random, signed.body) }
        case 2:
          return { url: webhookUrl, headers, body: bytesOf(random, signed.body) }
        case 3:
          return {
            url: `${stack.apiOrigin}/webhooks/${encodeURIComponent(oddText(random).toWellFormed().slice(0, 500))}`,
            headers,
            body: signed.body,
          }
        default:
          return { url: webhookUrl, headers, body: signed.body }
      }
    },
  }
}

/** Some doubles sign what they know the fields of; what has lost them goes unsigned. */
function signedOr(
  sign: () => { readonly headers: Readonly<Record<string, string>>; readonly body: string },
  unsigned: string,
): { readonly headers: Readonly<Record<string, string>>; readonly body: string } {
  try {
    return sign()
  } catch {
    return { headers: {}, body: unsigned }
  }
}

/** One header with something else in it that HTTP can carry, or gone. */
function oddHeaders(random: Random, headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = Object.keys(headers)
  const name = random.pick(names)
  const { value = '' } = carried({ value: oddText(random) })
  const rest = Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name))
  return random.once(3) ? rest : { ...rest, [name]: value }
}

/** As far as HTTP can carry them. What signs an event that has lost its id signs it without one. */
const carried = (headers: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      String(value ?? '')
        .replace(/[^\x20-\x7e]/g, '')
        .trim()
        .slice(0, 4_000),
    ]),
  )

function tokenTarget({ stack, frameKey, clientSecret }: World): Target {
  const attacks = Object.values(jweAttacks(frameKey, JSON.stringify(CARD)))
  const url = `${stack.vaultOrigin}/tokens`
  return {
    name: 'tokens',
    async make(random) {
      const credential = random.pick([stack.keys.publishableKey, clientSecret])
      const headers = { ...JSON_TYPE, authorization: `Bearer ${credential}` }
      const jwe = await jweOf(random)
      const request = random.once(3) ? { jwe, proof: oddValue(random) } : { jwe }
      switch (random.int(8)) {
        case 0:
          return { url, headers, body: JSON.stringify(nearly(random, request)) }
        case 1:
          return { url, headers, body: mangled(random, JSON.stringify(request)) }
        default:
          return { url, headers, body: JSON.stringify(request) }
      }
    },
  }

  async function jweOf(random: Random): Promise<string> {
    if (random.once(3)) return random.pick(attacks)
    const good = await encryptCard(frameKey, (random.once(3) ? CARD : nearly(random, CARD)) as typeof CARD)
    if (random.once(3)) return good
    const parts = good.split('.')
    const at = random.int(parts.length)
    return parts
      .with(at, at === 0 && random.once(2) ? oddHeader(random, parts[0]) : mangled(random, parts[at] ?? ''))
      .join('.')
  }
}

function oddHeader(random: Random, part = ''): string {
  const header = nearly(random, JSON.parse(Buffer.from(part, 'base64url').toString()))
  return Buffer.from(JSON.stringify(header)).toString('base64url')
}
