import { offeredBy } from '../../src/gateway/offered.ts'
import { gatewayKinds, gatewayOf } from '../../src/gateway/registry.ts'
import { METHOD_FAMILIES, type MethodFamily, type PaymentMethod } from '../../src/method/method.ts'
import { METHODS } from '../../src/method/registry.ts'
import type { GeneratedFile } from './documents.ts'

const INTRODUCTION = `# Payment methods

<!-- Printed from src/method and the gateways' own lists by \`npm run codegen\`. Change it there. -->

${METHODS.size} ways to pay that Turnpike knows by name: where they exist, in which currencies, and which gateways offer them by their own descriptions. \`Query.paymentMethods(amount:, country:)\`
answers those that an enabled gateway account of yours has for a payment, for a secret, operator or publishable key, or a client secret.

A gateway in **bold** is one where \`confirmPayment\` runs the method today, with the option's \`type\`; at the others the option's \`type\` is null, and the method is paid by
the gateway's own means. No gateway: nothing that Turnpike connects to offers it yet, so it is not answered. Whether a gateway has opened a method to your account only the gateway knows.

Flow: INLINE, on the page; REDIRECT, sent away and back; QR, a code to scan; VOUCHER, a reference or an account to pay to later; APP, approved in an app. Amounts are the schemes' own
bounds, where they publish some; a gateway's may be narrower.
`

const TITLES: Readonly<Record<MethodFamily, string>> = {
  CARD: 'Cards',
  WALLET: 'Wallets',
  BANK_REDIRECT: 'Bank redirects',
  REAL_TIME: 'Real-time payments',
  BANK_DEBIT: 'Bank debits',
  BANK_TRANSFER: 'Bank transfers',
  BUY_NOW_PAY_LATER: 'Buy now, pay later',
  VOUCHER: 'Vouchers',
  PREPAID: 'Prepaid',
  MOBILE: 'Mobile money',
  CARRIER: 'Carrier billing',
  CRYPTO: 'Crypto',
}

const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** Each kind of gateway with what it has of a payment that none refuses for its amount. */
const OFFERS = gatewayKinds().map((kind) => {
  const gateway = gatewayOf(kind)
  const offered = gateway === undefined ? [] : offeredBy(gateway, { amountMinor: 1_000n, currency: 'EUR' })
  return [kind, new Map(offered.map(({ id, isRunnable }) => [id, isRunnable]))] as const
})

const gatewaysOf = (id: string): string =>
  OFFERS.flatMap(([kind, offered]) => {
    const isRunnable = offered.get(id)
    if (isRunnable === undefined) return []
    return [isRunnable ? `**${kind}**` : kind]
  }).join(', ')

const boundsOf = ({ amounts }: PaymentMethod): string =>
  Object.entries(amounts)
    .map(([currency, { from, to }]) =>
      [from === undefined ? '' : `from ${from}`, to === undefined ? '' : `to ${to}`, currency]
        .filter(Boolean)
        .join(' '),
    )
    .join(', ')

const line = (method: PaymentMethod): string => {
  const { id, name, flow, countries, currencies } = method
  return row(
    name,
    `\`${id}\``,
    flow,
    countries.join(' ') || 'everywhere',
    currencies.join(' ') || 'all',
    boundsOf(method),
    gatewaysOf(id),
  )
}

const section = (family: MethodFamily): string =>
  [
    `## ${TITLES[family]}`,
    '',
    row('Name', 'Id', 'Flow', 'Countries', 'Currencies', 'Amounts', 'Gateways'),
    row('---', '---', '---', '---', '---', '---', '---'),
    ...[...METHODS.values()].filter((method) => method.family === family).map(line),
    '',
  ].join('\n')

/** docs/payment-methods.md: the whole registry. */
export const generatePaymentMethods = (): GeneratedFile => ({
  path: 'docs/payment-methods.md',
  content: [INTRODUCTION, ...METHOD_FAMILIES.map(section)].join('\n'),
})
