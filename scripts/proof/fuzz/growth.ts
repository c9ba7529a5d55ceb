import { type Sent, send } from './judge.ts'
import type { World } from './world.ts'

export interface Growth {
  readonly what: string
  /** How many, and what the median of so many took, in ms. */
  readonly sizes: readonly { readonly size: number; readonly medianMs: number }[]
  /** The time for twice as many, by that for the last size but one. About two where it is linear, less where it is cheap. */
  readonly ratio: number
}

const ROUNDS = 7
/** Two for what is linear, and as much again for what else the machine does. */
export const MOST_RATIO = 4
/** What takes less is the machine's breath. */
const LEAST_MS = 40

export const isLinear = ({ ratio, sizes }: Growth): boolean =>
  ratio <= MOST_RATIO || (sizes.at(-1)?.medianMs ?? 0) < LEAST_MS

/** What grows without a limit in a request, at three sizes below the limit of its body, each twice the one before. */
export async function growths(world: World): Promise<readonly Growth[]> {
  const { stack, talkers } = world
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${stack.keys.secretKey}` }
  const graphql = (query: string, variables?: unknown): Sent => ({
    url: `${stack.apiOrigin}/graphql`,
    headers,
    body: JSON.stringify({ query, variables }),
  })
  const token = (body: unknown): Sent => ({
    url: `${stack.vaultOrigin}/tokens`,
    headers: { ...headers, authorization: `Bearer ${stack.keys.publishableKey}` },
    body: JSON.stringify(body),
  })
  const series: [string, number, (size: number) => Sent][] = [
    ['graphql: fields', 2_000, (size) => graphql(`{ ${'__typename '.repeat(size)}}`)],
    ['graphql: nesting', 8_000, (size) => graphql('{a'.repeat(size) + '}'.repeat(size))],
    [
      'graphql: literals in a list',
      10_000,
      (size) => graphql(`{ payments(filter: {status: [${'0,'.repeat(size)}]}) { asOf } }`),
    ],
    ['graphql: fragments', 600, (size) => graphql(`{ ...f0 } ${fragments(size)}`)],
    [
      'graphql: a text',
      20_000,
      (size) => graphql('query($i: ID!) { payment(id: $i) { id } }', { i: 'ﬀ'.repeat(size / 4) }),
    ],
    ['graphql: keys of variables', 2_000, (size) => graphql('{ __typename }', keysOf(size))],
    [
      'tokens: a header',
      1_500,
      (size) => token({ jwe: `${Buffer.from(`{"a":"${'\\"'.repeat(size / 2)}"}`).toString('base64url')}..a.b.c` }),
    ],
    ['tokens: parts', 1_500, (size) => token({ jwe: '.'.repeat(size) })],
  ]
  for (const { kind, webhookUrl, sign } of talkers) {
    series.push([
      `webhooks of ${kind}: a list`,
      10_000,
      (size) => {
        const body = JSON.stringify({ id: 'x', data: Array.from({ length: size }, () => 'x') })
        return { url: webhookUrl, headers: { ...headers, ...signatureOf(sign, body) }, body }
      },
    ])
  }
  const measured: Growth[] = []
  for (const [what, size, make] of series) measured.push(await growth(what, [size, size * 2, size * 4], make))
  return measured
}

function signatureOf(sign: World['talkers'][number]['sign'], body: string): Readonly<Record<string, string>> {
  try {
    return sign(JSON.parse(body)).headers
  } catch {
    return {}
  }
}

const fragments = (size: number): string =>
  Array.from({ length: size }, (_, at) => `fragment f${at} on Query { ...f${at + 1} }`).join(' ')

const keysOf = (size: number): Readonly<Record<string, number>> =>
  Object.fromEntries(Array.from({ length: size }, (_, at) => [`k${at}`, at]))

/** Sizes take turns, so that what disturbs one disturbs all. */
async function growth(what: string, sizes: readonly number[], make: (size: number) => Sent): Promise<Growth> {
  const requests = sizes.map((size) => ({ size, sent: make(size), tookMs: [] as number[] }))
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { sent, tookMs } of requests) tookMs.push((await send(sent)).tookMs)
  }
  const medians = requests.map(({ size, tookMs }) => ({ size, medianMs: medianOf(tookMs) }))
  const [before, last] = medians.slice(-2)
  const ratio = (last?.medianMs ?? 0) / Math.max(before?.medianMs ?? 0, 0.1)
  return { what, sizes: medians, ratio }
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[values.length >> 1] ?? 0
