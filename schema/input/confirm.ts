import type { CardWishes } from '../../src/customer/send.ts'
import { isWindowSize } from '../../src/gateway/threeDS.ts'
import { inputFields } from '../../src/idempotency/inputFields.ts'
import type { ConfirmCommand } from '../../src/payment/command.ts'
import { ok } from '../../src/result.ts'
import { given, type Optional } from './create.ts'
import { checkMethod, type MethodInput, methodFields } from './method.ts'
import { type Checked, checkAll, problem } from './problem.ts'
import { checkReturnUrl } from './returnUrl.ts'
import { checkKey, checkText } from './text.ts'
import { readWishes, type WishesInput, wishFields } from './wishes.ts'

/** What the shopper's browser tells for 3-D Secure, under EMVCo's names. */
export const BROWSER_FIELDS = {
  browserAcceptHeader: 'text',
  browserIP: 'text',
  browserLanguage: 'text',
  browserUserAgent: 'text',
  browserColorDepth: 'number',
  browserScreenHeight: 'number',
  browserScreenWidth: 'number',
  browserTZ: 'number',
  browserJavaEnabled: 'boolean',
  browserJavascriptEnabled: 'boolean',
  challengeWindowSize: 'windowSize',
} as const

type BrowserField = keyof typeof BROWSER_FIELDS
export type Browser = Readonly<Record<string, string | number | boolean>>

export interface ConfirmInput extends WishesInput {
  readonly paymentId: string
  readonly paymentMethod: MethodInput
  readonly idempotencyKey?: Optional<string>
  readonly returnUrl?: Optional<string>
  readonly browser?: Optional<{ readonly [Field in BrowserField]?: Optional<string | number | boolean> }>
}

export type ConfirmRequest = Omit<ConfirmCommand, 'paymentId' | 'caller' | 'requestId' | 'routing'> & {
  readonly wishes: CardWishes
}

/** EMV 3-D Secure, table A.1: accept header and user agent are at most 2048 characters. */
const LONGEST_BROWSER_TEXT = 2048
const LARGEST_BROWSER_NUMBER = 999_999

export function readConfirm(input: ConfirmInput, development: boolean): Checked<ConfirmRequest> {
  const checked = checkAll({
    idempotencyKey: checkOptionalKey(input.idempotencyKey),
    method: checkMethod(input.paymentMethod),
    returnUrl: checkReturnUrl(input.returnUrl, development),
    browser: checkBrowser(input.browser),
  })
  if (!checked.ok) return checked
  const { idempotencyKey, method: paid, returnUrl, browser } = checked.value
  const wishes = readWishes(input, paid)
  if (!wishes.ok) return wishes
  if (paid.stored !== undefined && idempotencyKey === undefined) {
    return problem(['idempotencyKey'], 'must be given with a stored payment method, which can pay more than once')
  }
  // Without a key the token or method is the key: the same again joins or replays, whatever else the page said this time.
  const fields = inputFields({
    paymentMethod: methodFields(paid),
    ...(idempotencyKey === undefined ? {} : { returnUrl, browser, ...wishFields(wishes.value) }),
  })
  const { token, method } = paid
  return ok({
    kind: 'confirm',
    fields,
    ...given({ token, method, idempotencyKey, returnUrl, browser }),
    wishes: wishes.value,
  })
}

const checkOptionalKey = (key: Optional<string>): Checked<string | undefined> =>
  key === undefined || key === null ? ok(undefined) : checkKey(key)

function checkBrowser(browser: ConfirmInput['browser']): Checked<Browser | undefined> {
  if (browser === undefined || browser === null) return ok(undefined)
  const result: Record<string, string | number | boolean> = {}
  for (const name of Object.keys(BROWSER_FIELDS) as BrowserField[]) {
    const value = browser[name] ?? undefined
    if (value === undefined) continue
    const checked = checkBrowserField(BROWSER_FIELDS[name], value, ['browser', name])
    if (!checked.ok) return checked
    result[name] = value
  }
  return ok(result)
}

function checkBrowserField(
  kind: (typeof BROWSER_FIELDS)[BrowserField],
  value: string | number | boolean,
  path: readonly string[],
): Checked<unknown> {
  if (kind === 'windowSize' && !isWindowSize(value)) return problem(path, 'is 01, 02, 03, 04 or 05')
  if (typeof value === 'string') return checkText(value, path, { longest: LONGEST_BROWSER_TEXT })
  if (typeof value === 'number' && Math.abs(value) > LARGEST_BROWSER_NUMBER) return problem(path, 'is out of range')
  return ok(value)
}
