import { inputFields } from '../../src/idempotency/inputFields.ts'
import { formatAmount, type Money } from '../../src/money/money.ts'
import type {
  AcceptDisputeCommand,
  CancelCommand,
  CaptureCommand,
  RefundCommand,
  SubmitEvidenceCommand,
} from '../../src/payment/command.ts'
import { ok } from '../../src/result.ts'
import { given, type Optional } from './create.ts'
import { checkEvidence, type EvidenceInput } from './evidence.ts'
import { checkOptionalMoney, type MoneyInput } from './money.ts'
import { type Checked, checkAll } from './problem.ts'
import { checkKey, checkOptionalText } from './text.ts'

/** A command without what only the shell knows. */
export type Request<Command> = Omit<Command, 'paymentId' | 'caller' | 'requestId'>

interface KeyedInput {
  readonly idempotencyKey: string
}

export interface CaptureInput extends KeyedInput {
  readonly amount?: Optional<MoneyInput>
  readonly finalCapture?: Optional<boolean>
}

export interface CancelInput extends KeyedInput {
  readonly reason?: Optional<string>
}

export interface RefundInput extends KeyedInput {
  readonly amount?: Optional<MoneyInput>
  readonly reason?: Optional<string>
}

export interface SubmitEvidenceInput extends KeyedInput {
  readonly disputeId: string
  readonly evidence: EvidenceInput
  readonly submit?: Optional<boolean>
}

const LONGEST_REASON = 500

const amountFields = (money: Money | undefined): { amount: string; currency: string } | undefined =>
  money === undefined ? undefined : { amount: formatAmount(money), currency: money.currency }

const checkReason = (reason: Optional<string>): Checked<string | undefined> =>
  checkOptionalText(reason, ['reason'], { longest: LONGEST_REASON, multiline: true })

export function readCapture(input: CaptureInput): Checked<Request<CaptureCommand>> {
  const checked = checkAll({
    idempotencyKey: checkKey(input.idempotencyKey),
    amount: checkOptionalMoney(input.amount, ['amount']),
  })
  if (!checked.ok) return checked
  const { idempotencyKey, amount } = checked.value
  const final = input.finalCapture ?? true
  const fields = inputFields({ amount: amountFields(amount), finalCapture: final })
  return ok({ kind: 'capture', idempotencyKey, final, fields, ...given({ amount }) })
}

export function readCancel(input: CancelInput): Checked<Request<CancelCommand>> {
  const checked = checkAll({ idempotencyKey: checkKey(input.idempotencyKey), reason: checkReason(input.reason) })
  if (!checked.ok) return checked
  const { idempotencyKey, reason } = checked.value
  return ok({ kind: 'cancel', idempotencyKey, fields: inputFields({ reason }), ...given({ reason }) })
}

export function readRefund(input: RefundInput): Checked<Request<RefundCommand>> {
  const checked = checkAll({
    idempotencyKey: checkKey(input.idempotencyKey),
    amount: checkOptionalMoney(input.amount, ['amount']),
    reason: checkReason(input.reason),
  })
  if (!checked.ok) return checked
  const { idempotencyKey, amount, reason } = checked.value
  const fields = inputFields({ amount: amountFields(amount), reason })
  return ok({ kind: 'refund', idempotencyKey, fields, ...given({ amount, reason }) })
}

/** The key belongs to the payment, so the dispute is part of the input. */
export function readAcceptDispute(
  input: KeyedInput & { readonly disputeId: string },
  dispute: number,
): Checked<Request<AcceptDisputeCommand>> {
  const idempotencyKey = checkKey(input.idempotencyKey)
  if (!idempotencyKey.ok) return idempotencyKey
  const fields = inputFields({ disputeId: input.disputeId })
  return ok({ kind: 'acceptDispute', idempotencyKey: idempotencyKey.value, fields, dispute })
}

export function readSubmitEvidence(
  input: SubmitEvidenceInput,
  dispute: number,
): Checked<Request<SubmitEvidenceCommand>> {
  const checked = checkAll({
    idempotencyKey: checkKey(input.idempotencyKey),
    evidence: checkEvidence(input.evidence),
  })
  if (!checked.ok) return checked
  const { idempotencyKey, evidence } = checked.value
  const submit = input.submit ?? true
  const fields = inputFields({ disputeId: input.disputeId, evidence: { ...evidence }, submit })
  return ok({ kind: 'submitEvidence', idempotencyKey, fields, dispute, evidence, submit })
}
