import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Stack } from '../../scripts/stack/options.ts'
import { startStack } from '../../scripts/stack/stack.ts'
import { API_WORKER } from '../../scripts/stack/workers.ts'
import { keepDeadLetters } from '../../src/event/deadLetters.ts'
import { toJson } from '../../src/money/json.ts'
import { sampleMessage, samplePayment } from '../db/samplePayment.ts'
import { eventually } from './support/client.ts'

let stack: Stack
let stateDirectory: string
beforeAll(async () => {
  stateDirectory = await mkdtemp(join(tmpdir(), 'turnpike-commands-'))
  stack = await startStack({ port: 0, stateDirectory, quiet: true })
})
afterAll(async () => {
  await stack?.stop({ drainMs: 0 })
  await rm(stateDirectory, { recursive: true, force: true })
})

/** A secret of the right shape; no webhook is sent here. */
const WEBHOOK_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`

interface Ran {
  readonly code: number
  readonly output: string
  readonly error: string
}

const fileOf = (name: string): string => (name === 'dead-letters' ? 'deadLetters' : name)

/** Runs a command as `npm run` does, on this stack. */
const run = (name: string, ...words: string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const script = join(import.meta.dirname, `../../scripts/commands/${fileOf(name)}.ts`)
    execFile(process.execPath, [script, ...words, '--state', stateDirectory], (error, output, errorOutput) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, output, error: errorOutput })
    })
  })

async function query(key: string, text: string) {
  const answer = await fetch(`${stack.apiOrigin}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: text }),
  })
  return JSON.parse(await answer.text())
}

const addGateway = (name: string, kind: string, credentials: string) =>
  run(
    'gateway',
    'add',
    '--name',
    name,
    '--kind',
    kind,
    '--base-url',
    'http://127.0.0.1:9',
    '--credentials',
    credentials,
  )

describe('keys', () => {
  test('a created key works at once, is listed without itself, and is refused once revoked', async () => {
    const created = JSON.parse((await run('keys', 'create', '--kind', 'operator')).output)
    expect(created).toMatchObject({ kind: 'operator', mode: 'TEST', key: expect.stringMatching(/^op_test_/) })
    expect(await query(created.key, '{ __typename }')).toEqual({ data: { __typename: 'Query' } })
    const { output } = await run('keys', 'list')
    expect(output).toContain(created.id)
    expect(output).not.toContain(created.key)

    const unused = JSON.parse((await run('keys', 'create')).output)
    expect((await run('keys', 'revoke', unused.id)).code).toBe(0)
    expect((await query(unused.key, '{ __typename }')).errors[0].extensions.code).toBe('UNAUTHENTICATED')
  })
})

describe('gateway', () => {
  const credentials = JSON.stringify({ clientId: 'c', clientSecret: 's', webhookSecret: WEBHOOK_SECRET })

  test('an added account is behind the others, has an address for its webhooks, and can be removed', async () => {
    const { code, output } = await addGateway('third', 'sandbox', credentials)
    expect(code).toBe(0)
    const added = JSON.parse(output)
    expect(added).toEqual({ id: added.id, webhookUrl: `${stack.apiOrigin}/webhooks/${added.id}` })
    const names = async () => {
      const { data } = await query(stack.keys.operatorKey, '{ gateways { name } }')
      return data.gateways.map(({ name }: { name: string }) => name)
    }
    expect(await names()).toEqual(['a', 'b', 'third'])
    expect(JSON.parse((await run('gateway', 'remove', 'third')).output)).toEqual({ id: added.id, removed: true })
    expect((await run('gateway', 'list')).output).not.toContain('third')
  })

  test('what the vault refuses is not added, and the reason is one line', async () => {
    const { code, output, error } = await addGateway('odd', 'unheard-of', '{}')
    expect([code, output]).toEqual([1, ''])
    expect(error).toMatch(/^error: The vault refused the gateway: .*\n$/)
    expect((await addGateway('a', 'sandbox', credentials)).error).toMatch(/^error: There is a gateway named a already/)
    expect((await addGateway('odd', 'sandbox', '{')).error).toMatch(/^error: --credentials is not JSON/)
    expect((await run('gateway', 'list')).output).not.toContain('odd')
  })
})

describe('gateway accounts and policy', () => {
  const gateway = async (...words: string[]) => JSON.parse((await run('gateway', ...words)).output)

  test('an account is changed, disabled and given new credentials, and no answer shows a secret', async () => {
    const credentialsFile = join(stateDirectory, 'credentials.json')
    const secret = 'not-to-be-seen'
    await writeFile(
      credentialsFile,
      JSON.stringify({ clientId: 'c', clientSecret: secret, webhookSecret: WEBHOOK_SECRET }),
    )
    const connection = ['--kind', 'sandbox', '--base-url', 'http://127.0.0.1:9', '--credentials-file', credentialsFile]
    const costs = ['--costs', '[{"fixedMinor":"25","basisPoints":140}]']
    const { id } = await gateway(
      'add',
      '--name',
      'fourth',
      ...connection,
      ...costs,
      '--timeout-ms',
      '5000',
      '--disabled',
    )
    const changed = await gateway('change', id, '--name', 'renamed', '--position', '1', '--timeout-ms', 'none')
    expect(changed).toEqual({
      ...{ id, mode: 'TEST', name: 'renamed', kind: 'sandbox', position: 1, weight: 1, enabled: false },
      costs: [{ fixedMinor: '25', basisPoints: 140 }],
    })
    expect(await gateway('enable', 'renamed')).toMatchObject({ id, enabled: true })
    expect(await gateway('rotate', 'renamed', '--credentials-file', credentialsFile)).toEqual({ id, rotated: true })
    const wrong = await run('gateway', 'rotate', id, '--credentials', `{"clientSecret":"${secret}"}`)
    expect([wrong.code, wrong.output]).toEqual([1, ''])
    expect(wrong.error).toMatch(/^error: The vault refused the gateway: .*\n$/)
    expect(wrong.error).not.toContain(secret)
    await gateway('remove', id)
  })

  test('a policy is saved, tried, shown and rolled back, and the second saver of a version is told', async () => {
    const [a, b] = await gateway('list')
    expect(a.webhookUrl).toBe(`${stack.apiOrigin}/webhooks/${a.id}`)
    const file = join(stateDirectory, 'policy.json')
    const rule = { name: 'b alone', when: {}, strategy: 'ORDER', candidates: [{ accountId: b.id }], onUnknown: 'WAIT' }
    await writeFile(file, JSON.stringify({ rules: [rule], note: 'a is away' }))
    expect(await gateway('policy', 'set', file, '--expected-version', '0')).toMatchObject({
      version: 1,
      note: 'a is away',
    })
    const again = await run('gateway', 'policy', 'set', file, '--expected-version', '0')
    expect([again.code, again.error]).toEqual([1, expect.stringMatching(/^error: Version 1 has been saved .*\n$/)])
    const simulated = await gateway('simulate', '--amount', '10.00', '--currency', 'EUR', '--brand', 'visa')
    expect(simulated).toMatchObject({ rule: 'b alone', candidates: [{ gateway: 'b' }], shares: [{ first: 1 }] })
    await writeFile(file, JSON.stringify([{ ...rule, candidates: [{ accountId: a.id }, { accountId: 'gwa_none' }] }]))
    const wrong = await run('gateway', 'policy', 'set', file)
    expect([wrong.code, wrong.error]).toEqual([1, expect.stringMatching(/^error: .*b alone.*\n$/)])
    expect(await gateway('policy', 'rollback', '0')).toMatchObject({ version: 2, note: 'Rollback to version 0' })
    expect(await gateway('policy', 'history')).toMatchObject([{ version: 2 }, { version: 1, rules: [rule] }])
  })
})

describe('tokenize', () => {
  test('a test card becomes a token that a payment takes; a mistyped one is named', async () => {
    const { token } = JSON.parse((await run('tokenize', '4000', '0000', '0000', '0002')).output)
    const { data } = await query(
      stack.keys.secretKey,
      `mutation { createPayment(input: { idempotencyKey: "tokenize", amount: { amount: "1.00", currency: "EUR" },
        confirm: true, paymentMethod: { token: "${token}" } }) {
        ... on CreatePaymentPayload { payment { failure { code } } } } }`,
    )
    expect(data.createPayment.payment.failure).toEqual({ code: 'card_declined' })
    const mistyped = await run('tokenize', '4242424242424243')
    expect([mistyped.code, mistyped.output]).toEqual([1, ''])
    expect(mistyped.error).toMatch(/^error: The vault refused the card: .*\n$/)
  })
})

describe('merchant', () => {
  test('merchants are added, and their origins set, shown and cleared', async () => {
    const { id } = JSON.parse((await run('merchant', 'add', '--name', 'Second')).output)
    const set = await run('merchant', 'origins', 'https://shop.example', '--merchant', id)
    expect(JSON.parse(set.output)).toEqual({ id, allowedOrigins: ['https://shop.example'] })
    expect((await run('merchant', 'list')).output).toContain('https://shop.example')
    await run('merchant', 'origins', '--none', '--merchant', id)
    expect((await run('merchant', 'list')).output).not.toContain('https://shop.example')
    expect((await run('merchant', 'origins', 'https://shop.example/path')).code).toBe(1)
  })

  test('an added origin stands beside the others, and one that is set alone replaces them', async () => {
    const { id } = JSON.parse((await run('merchant', 'add', '--name', 'Third')).output)
    const origins = async (...words: string[]) =>
      JSON.parse((await run('merchant', 'origins', ...words, '--merchant', id)).output).allowedOrigins
    await origins('https://shop.example')
    const both = ['https://shop.example', 'https://other.example']
    expect(await origins('add', 'https://other.example')).toEqual(both)
    expect(await origins('add', 'https://shop.example', 'https://other.example')).toEqual(both)
    expect(await origins()).toEqual(both)
    expect(await origins('https://other.example')).toEqual(['https://other.example'])
    expect((await run('merchant', 'origins', 'add', '--merchant', id)).code).toBe(1)
    expect((await run('merchant', 'origins', '--none', 'https://shop.example', '--merchant', id)).code).toBe(1)
    expect(await origins()).toEqual(['https://other.example'])
  })
})

describe('dead-letters', () => {
  test('QU3 lists what is dead, also what nobody can read, and sends back what can be read', async () => {
    const payment = samplePayment('dead', { merchantId: stack.merchantId })
    const message = (id: string, body: string) => ({
      id,
      timestamp: new Date(),
      attempts: 1,
      body,
      ack: () => undefined,
    })
    const messages = [message('1', toJson(sampleMessage(payment))), message('2', '{"version":7}')]
    const archive = (await stack.miniflare.getR2Bucket('ARCHIVE', API_WORKER)) as unknown as R2Bucket
    await keepDeadLetters({ messages } as unknown as MessageBatch<unknown>, { ARCHIVE: archive })

    const listed = JSON.parse((await run('dead-letters', 'list')).output)
    expect(listed).toMatchObject([
      { queue: 'payment-events', paymentId: payment.id, attempts: 1 },
      { key: expect.stringMatching(/^dead-letters\/unreadable\/dlt_/) },
    ])
    expect(JSON.parse((await run('dead-letters', 'redrive', '--all')).output)).toEqual({ redriven: 1, missing: [] })
    await eventually(
      () => query(stack.keys.secretKey, '{ payments { nodes { id } } }'),
      ({ data }) => data.payments.nodes.some(({ id }: { id: string }) => id === payment.id),
    )
    const [{ key }] = JSON.parse((await run('dead-letters', 'list')).output)
    const sent = await run('dead-letters', 'redrive', key, listed[0].key, 'elsewhere/x')
    expect(JSON.parse(sent.output)).toEqual({ redriven: 1, missing: [listed[0].key, 'elsewhere/x'] })
    expect((await run('dead-letters', 'redrive')).error).toContain('--all')
  })
})
