import type { CardWishes } from '../../src/customer/send.ts'
import { type ParsedId, parseId } from '../../src/ids/ids.ts'
import type { Caller, Command } from '../../src/payment/command.ts'
import { type ApiContext, callerOf } from '../context.ts'
import { forbiddenError, notFoundError, refusalError, validationError } from '../error.ts'
import type { Checked } from '../input/problem.ts'
import type { MutationResult } from './result.ts'

/** What the shell adds to a checked input to make a command of it. */
export interface Sender {
  readonly paymentId: string
  readonly caller: Caller
  readonly requestId: string
}

interface Question<Request extends object> {
  /** The mutation's type name: `CapturePayment`. */
  readonly name: string
  readonly checked: Checked<Request>
  readonly toCommand: (request: Request, sender: Sender) => Command | Promise<Command>
  /** What is asked of stored methods, with a command that pays. */
  readonly wishes?: CardWishes
}

/** Who may send this command: `shop` is a secret or operator key, `shopper` the client secret as well. */
export function senderOf(context: ApiContext, who: 'shop' | 'shopper'): Caller | undefined {
  const caller = callerOf(context.identity)
  return caller?.kind === 'client' && who === 'shop' ? undefined : caller
}

export const forbidden = (): MutationResult => forbiddenError('This credential may not do that.')

/**
 * Sends a command about an object that exists. An id that is malformed, of another kind, or beyond a client secret's one
 * payment asks nobody and answers as one that does not exist.
 */
export async function answerAbout<Request extends object>(
  context: ApiContext,
  who: 'shop' | 'shopper',
  about: { readonly field: 'paymentId' | 'disputeId'; readonly id: string },
  question: (id: ParsedId) => Question<Request>,
): Promise<MutationResult> {
  const caller = senderOf(context, who)
  if (caller === undefined) return forbidden()
  const id = parseId(about.id)
  const wantedKind = about.field === 'paymentId' ? 'payment' : 'dispute'
  const reachable = context.identity?.kind !== 'client' || context.identity.paymentId === id?.paymentId
  if (id?.kind !== wantedKind || !reachable) return notFoundError(about.field)
  const sender = { paymentId: id.paymentId, caller, requestId: context.requestId }
  return ask(context, question(id), sender, about.field)
}

export async function ask<Request extends object>(
  context: ApiContext,
  { name, checked, toCommand, wishes }: Question<Request>,
  sender: Sender,
  idField: string,
): Promise<MutationResult> {
  if (!checked.ok) return validationError(checked.error)
  const command = await toCommand(checked.value, sender)
  const answer = await context.services.send(command, wishes)
  if (!answer.ok) return refusalError(answer.refusal, idField)
  const { view, replayed, firstSeenAtMs, number } = answer
  return {
    __typename: `${name}Payload`,
    payment: view,
    replayed,
    firstSeenAtMs,
    ...(number === undefined ? {} : { number }),
  }
}
