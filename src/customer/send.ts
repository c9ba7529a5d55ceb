import { UnavailableError } from '../db/trouble.ts'
import { customerOfMethod } from '../ids/customerIds.ts'
import type { Answer, ConfirmCommand, CreateCommand, Refusal } from '../payment/command.ts'
import type { PaymentService } from '../payment/contract.ts'
import type { StoredOffer } from '../payment/event.ts'
import { defined } from '../payment/parts.ts'
import type { AttemptView } from '../payment/view.ts'
import { ok, type Result, refuse } from '../result.ts'
import { type SpendCommand, tokenIdOf, type VaultService } from '../vault/contract.ts'
import type { Consent, CustomerOwner, CustomerService, MethodUsage } from './contract.ts'

/** What a payment asks of stored methods beside its card. */
export interface CardWishes {
  /** Pay with this one; the token carries the security code alone. */
  readonly stored?: { readonly methodId: string; readonly cvcToken?: string }
  readonly initiatedBy?: 'CUSTOMER' | 'MERCHANT'
  /** Store the card once it is approved. */
  readonly save?: { readonly customerId?: string; readonly usage: MethodUsage; readonly consent: Consent }
}

export interface CardPorts {
  readonly customer: (customerId: string) => Pick<CustomerService, 'attach' | 'use' | 'store' | 'settle'>
  readonly payment: (paymentId: string) => Pick<PaymentService, 'read'>
  readonly vault: Pick<VaultService, 'spend'>
  readonly behind: (work: Promise<unknown>) => void
}

type Paying = CreateCommand | ConfirmCommand
/** What the wishes make of the command's card. */
type Card = Pick<ConfirmCommand, 'token' | 'credential' | 'saves'>

const invalid = (path: readonly string[], message: string): Result<never, Refusal> =>
  refuse({ kind: 'validation', path, message })

/**
 * Sends a command with what it wishes of stored methods: customers note the payment before there is one, a card to be
 * stored is staged before it is sent, and looked at when the answer is there. A repetition gets its answer whatever has
 * become of customer and method since: where those refuse, the payment itself is asked.
 */
export async function sendWithCard(
  ports: CardPorts,
  command: Paying,
  wishes: CardWishes,
  send: (command: Paying) => Promise<Answer>,
): Promise<Answer> {
  const isClient = command.caller.kind === 'client'
  const known = isClient ? await ports.payment(command.paymentId).read(command.caller) : undefined
  const own = known?.customerId
  const { stored, save } = wishes
  const ofStored = stored && customerOfMethod(stored.methodId)
  const ofSaved = save && (save.customerId ?? own)
  const foreign = isClient && [ofStored, ofSaved].some((customerId) => customerId !== undefined && customerId !== own)
  // To a shopper, other customers do not exist.
  if (foreign || (save !== undefined && ofSaved === undefined)) {
    return refusedWith({
      kind: 'validation',
      path: ['customerId'],
      message: 'This payment is not about that customer.',
    })
  }
  const refusal = isClient ? refusedToShopper(known?.storedMethods, wishes) : undefined
  if (refusal !== undefined) return refusedWith(refusal)
  const attached = await attach(ports, command, wishes)
  if (!attached.ok) return refusedWith(attached.error)
  const card = stored
    ? await cardOf(ports, command, stored, wishes.initiatedBy ?? 'CUSTOMER')
    : save && ofSaved !== undefined
      ? await staged(ports, command, { ...save, customerId: ofSaved })
      : ok<Card>({})
  if (!card.ok) return refusedWith(card.error)
  const answer = await send(withCard(command, card.value))
  const { saves } = card.value
  // Where this breaks off, the customer's own alarm looks again.
  if (saves !== undefined && ofSaved !== undefined) {
    await ports
      .customer(ofSaved)
      .settle(ownerOf(command), saves)
      .catch(() => undefined)
  }
  const cvcTokenId = tokenIdOf(stored?.cvcToken ?? '')
  if (cvcTokenId !== undefined && answer.ok && answer.view.status !== 'PROCESSING') {
    const outcome = outcomeOf(answer.view.attempts.at(-1))
    const spent = { tokenId: cvcTokenId, paymentId: command.paymentId, ...ownerOf(command), ...defined({ outcome }) }
    ports.behind(ports.vault.spend(spent).catch(() => undefined))
  }
  return answer
}

/** What the shop did not say of stored methods when it made the payment, nobody does with a client secret. */
function refusedToShopper(
  offer: StoredOffer | undefined,
  { stored, save, initiatedBy }: CardWishes,
): Refusal | undefined {
  const no = (path: readonly string[], message: string): Refusal => ({ kind: 'validation', path, message })
  if (initiatedBy === 'MERCHANT') return no(['initiatedBy'], 'Only the shop charges on its own initiative.')
  if (stored === undefined && save === undefined) return undefined
  if (offer === undefined) {
    const path = stored === undefined ? ['savePaymentMethod'] : ['paymentMethod', 'stored']
    return no(path, 'This payment offers its shopper no stored methods: storedMethods of createPayment does.')
  }
  if (stored !== undefined && offer.securityCode && stored.cvcToken === undefined) {
    return no(['paymentMethod', 'cvcToken'], 'The security code of the stored card is needed.')
  }
  if (save === undefined) return undefined
  if (save.usage !== offer.save) return no(['savePaymentMethod', 'usage'], 'This payment’s card may not be stored so.')
  return save.consent.textVersion === offer.consentTextVersion
    ? undefined
    : no(['savePaymentMethod', 'consent', 'textVersion'], 'This is not the text that the shop has shoppers agree to.')
}

/** Whoever guesses codes is known by how they end, as whoever tries cards is. */
function outcomeOf(attempt: Pick<AttemptView, 'status'> | undefined): SpendCommand['outcome'] {
  switch (attempt?.status) {
    case 'APPROVED':
      return 'approved'
    case 'DECLINED':
      return 'declined'
    case 'ACTION_REQUIRED':
      return 'challenged'
    default:
      return undefined
  }
}

const refusedWith = (refusal: Refusal): Answer => ({ ok: false, refusal, replayed: false })

const ownerOf = ({ caller: { merchantId, mode } }: Paying): CustomerOwner => ({ merchantId, mode })

const exists = async ({ payment }: CardPorts, { paymentId, caller }: Paying): Promise<boolean> =>
  (await payment(paymentId).read(caller)) !== null

const NO_CUSTOMER = 'There is no such customer.'

/** An erased customer gets no new payment: it would hold what was to be forgotten. */
async function attach(
  ports: CardPorts,
  command: Paying,
  { stored, save }: CardWishes,
): Promise<Result<unknown, Refusal>> {
  if (command.kind !== 'create' || command.customerId === undefined) return ok(true)
  const attached = await ports.customer(command.customerId).attach(ownerOf(command), command.paymentId)
  if (attached.ok || (await exists(ports, command))) return ok(true)
  const path = stored ? ['paymentMethod', 'stored'] : save ? ['savePaymentMethod', 'customerId'] : ['customerId']
  return invalid(path, NO_CUSTOMER)
}

/** No key opens this: the vault refuses it as it refuses a token that is gone, and a repetition never comes so far. */
const DEAD_KEY = 'a'.repeat(52)

async function cardOf(
  ports: CardPorts,
  command: Paying,
  { methodId, cvcToken }: NonNullable<CardWishes['stored']>,
  initiatedBy: 'CUSTOMER' | 'MERCHANT',
): Promise<Result<Card, Refusal>> {
  const customerId = customerOfMethod(methodId) ?? ''
  const used = await ports.customer(customerId).use(ownerOf(command), methodId, command.paymentId)
  if (used.ok && initiatedBy === 'MERCHANT' && used.value.usage === 'ON_SESSION') {
    return invalid(
      ['initiatedBy'],
      'The shopper agreed to payments with them there: this method cannot be charged on the merchant’s initiative. Store it with usage OFF_SESSION.',
    )
  }
  const usage = used.ok ? used.value.usage : initiatedBy === 'MERCHANT' ? 'OFF_SESSION' : 'ON_SESSION'
  const { networkTransactionId } = used.ok ? used.value : {}
  const reference = networkTransactionId === undefined ? {} : { networkTransactionId }
  const secret = used.ok ? used.value.secret : `${methodId}_${DEAD_KEY}`
  return ok({
    token: cvcToken === undefined ? secret : `${secret}~${cvcToken}`,
    credential: { use: 'SUBSEQUENT', usage, initiatedBy, ...reference },
  })
}

async function staged(
  ports: CardPorts,
  command: Paying,
  { customerId, usage, consent }: NonNullable<CardWishes['save']> & { readonly customerId: string },
): Promise<Result<Card, Refusal>> {
  const token = command.kind === 'create' ? command.confirm?.token : command.token
  if (token === undefined) return ok({})
  const { paymentId } = command
  const stored = await ports.customer(customerId).store(ownerOf(command), { token, usage, consent, paymentId })
  if (stored.ok) {
    return ok({ saves: stored.value.id, credential: { use: 'FIRST', usage, initiatedBy: 'CUSTOMER' } })
  }
  // A token that the vault refuses to the one, it refuses to the other: the payment tells it, or had its answer before.
  if (stored.error === 'token' || (await exists(ports, command))) return ok({})
  if (stored.error === 'unavailable') throw new UnavailableError(new Error('the vault has no data key just now'))
  return stored.error === 'full'
    ? invalid(['savePaymentMethod'], 'The customer has as many stored methods or payments as there may be.')
    : invalid(['savePaymentMethod', 'customerId'], NO_CUSTOMER)
}

function withCard(command: Paying, card: Card): Paying {
  if (command.kind === 'confirm') return { ...command, ...card }
  return command.confirm === undefined ? command : { ...command, confirm: { ...command.confirm, ...card } }
}
