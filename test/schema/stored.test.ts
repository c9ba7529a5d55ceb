import { expect, test } from 'vitest'
import { readConfirm } from '../../schema/input/confirm.ts'
import { type CreateInput, readCreate } from '../../schema/input/create.ts'
import { readCreateCustomer, readUpdateCustomer } from '../../schema/input/customer.ts'
import { customerIdFor } from '../../src/ids/customerIds.ts'
import { createApi } from './api.ts'

const CUSTOMER = customerIdFor('m', 'TEST', 'one')
const STORED = `pm_${CUSTOMER.slice(4)}_${'b'.repeat(26)}`
const TOKEN = `tok_0b${'a'.repeat(27)}_${'a'.repeat(52)}`
const SAVE = { usage: 'OFF_SESSION', consent: { agreedAt: '2026-11-21T12:00:00Z', textVersion: '1' } } as const
const BASE: CreateInput = { idempotencyKey: 'k', amount: { amount: '10', currency: 'EUR' } }

const create = (input: Partial<CreateInput>) => {
  const checked = readCreate({ ...BASE, ...input }, false)
  return checked.ok ? checked.value : checked.error.path.join('.')
}

test('a stored method takes the place of a token, and brings its customer with it', () => {
  expect(create({ confirm: true, paymentMethod: { stored: STORED }, initiatedBy: 'MERCHANT' })).toMatchObject({
    customerId: CUSTOMER,
    wishes: { stored: { methodId: STORED }, initiatedBy: 'MERCHANT' },
    fields: expect.arrayContaining([
      ['paymentMethod.stored', STORED],
      ['initiatedBy', 'MERCHANT'],
    ]),
  })
})

test.each([
  ['no method’s id', { confirm: true, paymentMethod: { stored: 'pm_1' } }, 'paymentMethod.stored'],
  ['a token beside it', { confirm: true, paymentMethod: { stored: STORED, token: TOKEN } }, 'paymentMethod.stored'],
  ['a code without it', { confirm: true, paymentMethod: { token: TOKEN, cvcToken: TOKEN } }, 'paymentMethod.cvcToken'],
  [
    'a code that is none',
    { confirm: true, paymentMethod: { stored: STORED, cvcToken: '123' } },
    'paymentMethod.cvcToken',
  ],
  [
    'a code on the merchant’s initiative',
    { confirm: true, paymentMethod: { stored: STORED, cvcToken: TOKEN }, initiatedBy: 'MERCHANT' },
    'paymentMethod.cvcToken',
  ],
  [
    'a token on the merchant’s initiative',
    { confirm: true, paymentMethod: { token: TOKEN }, initiatedBy: 'MERCHANT' },
    'initiatedBy',
  ],
  ['storing without a card', { savePaymentMethod: SAVE }, 'savePaymentMethod'],
  [
    'storing what is stored',
    { confirm: true, paymentMethod: { stored: STORED }, savePaymentMethod: SAVE },
    'savePaymentMethod',
  ],
  [
    'another customer’s method',
    { confirm: true, paymentMethod: { stored: STORED }, customerId: customerIdFor('m', 'TEST', 'two') },
    'customerId',
  ],
  ['no customer’s id', { customerId: 'cus_1' }, 'customerId'],
  [
    'a consent without a date',
    {
      confirm: true,
      paymentMethod: { token: TOKEN },
      savePaymentMethod: { ...SAVE, consent: { agreedAt: 'now', textVersion: '1' } },
    },
    'savePaymentMethod.consent.agreedAt',
  ],
] satisfies [string, Partial<CreateInput>, string][])('%s is refused with its field', (_title, input, path) => {
  expect(create(input)).toBe(path)
})

test('a confirmation with a stored method needs a key, for the method cannot be one', () => {
  const input = { paymentId: 'pay_1', paymentMethod: { stored: STORED } }
  expect(readConfirm(input, false)).toMatchObject({ ok: false, error: { path: ['idempotencyKey'] } })
  expect(readConfirm({ ...input, idempotencyKey: 'k' }, false)).toMatchObject({ ok: true })
})

test('HT2 a customer’s texts obey the rules of a payment’s, and null takes one away', () => {
  const key = { idempotencyKey: 'k' }
  expect(readCreateCustomer({ ...key, name: 'A', email: 'no address' })).toMatchObject({ error: { path: ['email'] } })
  expect(readCreateCustomer({ ...key, name: '4242 4242 4242 4242' })).toMatchObject({ error: { path: ['name'] } })
  expect(readCreateCustomer({ ...key, address: { country: 'de' } })).toMatchObject({
    error: { path: ['address', 'country'] },
  })
  expect(readUpdateCustomer({ id: CUSTOMER, email: null, name: 'B' })).toEqual({
    ok: true,
    value: { name: 'B', email: null },
  })
})

test('customers are closed to client secrets and publishable keys', async () => {
  const api = createApi()
  const mutation = 'mutation { eraseCustomer(input: { id: "cus_1" }) { __typename } }'
  const list = '{ customers { nodes { id } } }'
  expect((await api.ask(mutation)).data.eraseCustomer.__typename).toBe('NotFoundError')
  for (const credential of ['pay_1_secret_1', 'pk_test_1']) {
    expect((await api.ask(list, {}, credential)).errors[0]?.extensions.code).toBe('FORBIDDEN')
  }
})
