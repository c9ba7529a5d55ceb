import { offeredBy } from '../src/gateway/offered.ts'
import { gatewayOf } from '../src/gateway/registry.ts'
import { type MethodOption, methodsFor } from '../src/method/choose.ts'
import type { MethodFamily, MethodFlow } from '../src/method/method.ts'
import { METHODS } from '../src/method/registry.ts'
import { tileOf } from '../src/method/tile.ts'
import type { Money } from '../src/money/money.ts'
import { builder } from './builder.ts'
import { type ApiContext, loadPayment } from './context.ts'
import { describedValues } from './enumValues.ts'
import { checkMoney, type MoneyInput } from './input/money.ts'
import { MoneyInputType } from './money.ts'
import { PaymentMethodTypeEnum, runnableType } from './paymentMethod.ts'
import { topLevelError } from './problem.ts'

const PaymentMethodFamilyEnum = builder.enumType('PaymentMethodFamily', {
  description: 'What kind of thing a shopper pays with, in the order in which they are listed.',
  values: describedValues<MethodFamily>({
    CARD: 'Cards, and national card schemes that gateways list by themselves.',
    WALLET: 'An account or stored cards that are opened with a telephone or a password.',
    BANK_REDIRECT: "Approved in the pages of the shopper's bank, and promised at once.",
    REAL_TIME: "From account to account within seconds, by the bank's app or a scanned code.",
    BANK_DEBIT: 'Collected from an account with a mandate; it can be returned for weeks.',
    BANK_TRANSFER: 'Transferred to an account that is made for the payment.',
    BUY_NOW_PAY_LATER: 'Somebody else pays now, and the shopper that one later or in instalments.',
    VOUCHER: 'A slip or a number that is paid in a shop, at a machine or in online banking.',
    PREPAID: 'Gift cards, and cash that was paid in beforehand.',
    MOBILE: 'Money that a telephone company or its agents keep.',
    CARRIER: "On the telephone's bill.",
    CRYPTO: 'Cryptocurrencies and stablecoins.',
  }),
})

const PaymentMethodFlowEnum = builder.enumType('PaymentMethodFlow', {
  description: 'What the shopper does to pay.',
  values: describedValues<MethodFlow>({
    INLINE: 'Enters or approves something on the page itself.',
    REDIRECT: 'Is sent to another page and comes back.',
    QR: 'Scans a code, or opens it on the same telephone.',
    VOUCHER: 'Takes a reference, a slip or an account away and pays to it later.',
    APP: 'Approves in an app.',
  }),
})

const PaymentMethodOptionType = builder.objectRef<MethodOption>('PaymentMethodOption').implement({
  description: 'A method that an enabled gateway account has for an amount, a currency and a country.',
  fields: (t) => ({
    id: t.id({
      description:
        'The name that the field has for it, such as `card`, `apple_pay` or `ideal`. `node(id:)` does not take it.',
      resolve: ({ method }) => method.id,
    }),
    name: t.string({ description: 'As shoppers know it.', resolve: ({ method }) => method.name }),
    family: t.field({
      description: 'What kind it is.',
      type: PaymentMethodFamilyEnum,
      resolve: ({ method }) => method.family,
    }),
    flow: t.field({
      description: 'What the shopper does.',
      type: PaymentMethodFlowEnum,
      resolve: ({ method }) => method.flow,
    }),
    logo: t.string({
      description: "A neutral tile with the name's letters, as the address of an inline SVG: nobody's trademark.",
      resolve: ({ method }) => tileOf(method),
    }),
    type: t.field({
      description:
        "What `confirmPayment` takes as `paymentMethod.type`. Null where the gateway offers it and Turnpike does not run it yet: such a method is paid by the gateway's own means. Which of the accounts gets the payment is for the routing policy to say.",
      type: PaymentMethodTypeEnum,
      nullable: true,
      resolve: ({ method, isRunnable }) => (isRunnable ? runnableType(method.id) : null),
    }),
  }),
})

/** What is asked about, or the payment's own amount for a client secret that says none; undefined where that is gone. */
async function amountOf(context: ApiContext, given: MoneyInput | null | undefined): Promise<Money | undefined> {
  if (given !== null && given !== undefined) {
    const checked = checkMoney(given, ['amount'])
    if (checked.ok) return checked.value
    const { path, message } = checked.error
    throw topLevelError('BAD_REQUEST', `${path.join('.')} ${message}.`)
  }
  const { identity } = context
  if (identity?.kind !== 'client' || identity.paymentId === undefined) {
    throw topLevelError('BAD_REQUEST', 'amount is needed: only a client secret may leave it out, for its own payment.')
  }
  const payment = await loadPayment(context, identity.paymentId)
  return payment === null ? undefined : { amountMinor: payment.amountMinor, currency: payment.currency }
}

async function listMethods(
  context: ApiContext,
  given: MoneyInput | null | undefined,
  country: string | null | undefined,
): Promise<MethodOption[]> {
  const { identity, services } = context
  if (identity === undefined) throw topLevelError('UNAUTHENTICATED', 'Query.paymentMethods needs a key.')
  if (typeof country === 'string' && !/^[A-Z]{2}$/.test(country)) {
    throw topLevelError('BAD_REQUEST', 'country must be an ISO 3166-1 alpha-2 code in upper case.')
  }
  const amount = await amountOf(context, given)
  if (amount === undefined) return []
  const { merchantId, mode } = identity
  // As the caches have them: the page of a shop may ask as often as it is opened, also while Postgres is down.
  const accounts = await services.gatewayAccounts({ merchantId, mode })
  const wanted = typeof country === 'string' ? { ...amount, country } : amount
  const options = methodsFor(accounts, METHODS, wanted, ({ kind }, { amountMinor, currency }) => {
    const gateway = gatewayOf(kind)
    return gateway === undefined ? [] : offeredBy(gateway, { amountMinor, currency })
  })
  return [...options]
}

builder.queryField('paymentMethods', (t) =>
  t.field({
    description:
      "What a shopper could pay an amount with: each method that an enabled gateway account of the credential's merchant and mode has for it, cards first, then by family and name. For secret, operator and publishable keys, and for a client secret.",
    type: [PaymentMethodOptionType],
    args: {
      amount: t.arg({
        description:
          "What is to be paid. A client secret may leave it out, for its payment's own amount; others get BAD_REQUEST without it, and everybody for a bad one.",
        type: MoneyInputType,
      }),
      country: t.arg.string({
        description:
          'Where the shopper lives, ISO 3166-1 alpha-2 in upper case: only methods that exist there. All of them when omitted.',
      }),
    },
    resolve: (_root, { amount, country }, context) => listMethods(context, amount, country),
  }),
)
