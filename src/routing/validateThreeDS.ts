import { EXEMPTIONS, type Exemption, isWindowSize } from '../gateway/threeDS.ts'
import { ok, refuse } from '../result.ts'
import type { ThreeDSPolicy } from './policy.ts'
import { isObject, type PolicyProblem, type Read, strangeField } from './validateCondition.ts'

const problem = (path: readonly string[], message: string) => refuse<PolicyProblem>({ path, message })

export function readThreeDS(input: unknown, path: readonly string[]): Read<ThreeDSPolicy | undefined> {
  if (input === undefined || input === null) return ok(undefined)
  if (!isObject(input) || strangeField(input, ['challenge', 'exemptions', 'windowSize'])) {
    return problem(path, 'threeDS is an object with no other fields than challenge, exemptions and windowSize.')
  }
  const challenge = input.challenge ?? 'AUTOMATIC'
  if (challenge !== 'AUTOMATIC' && challenge !== 'REQUIRED') {
    return problem([...path, 'challenge'], 'challenge is AUTOMATIC or REQUIRED.')
  }
  const exemptions = readExemptions(input.exemptions ?? [], [...path, 'exemptions'])
  if (!exemptions.ok) return exemptions
  if (challenge === 'REQUIRED' && exemptions.value.length > 0) {
    return problem([...path, 'exemptions'], 'who requires a challenge asks for no exemption: leave one of them out.')
  }
  const windowSize = input.windowSize ?? undefined
  if (windowSize !== undefined && !isWindowSize(windowSize)) {
    return problem([...path, 'windowSize'], 'windowSize is 01, 02, 03, 04 or 05.')
  }
  const policy: ThreeDSPolicy = {
    ...(challenge === 'REQUIRED' ? { challenge } : {}),
    ...(exemptions.value.length > 0 ? { exemptions: exemptions.value } : {}),
    ...(windowSize === undefined ? {} : { windowSize }),
  }
  return ok(Object.keys(policy).length > 0 ? policy : undefined)
}

function readExemptions(input: unknown, path: readonly string[]): Read<readonly Exemption[]> {
  const known = Array.isArray(input) ? input.filter((one): one is Exemption => EXEMPTIONS.includes(one)) : []
  const isWhole = Array.isArray(input) && known.length === input.length && new Set(known).size === known.length
  return isWhole
    ? ok(known)
    : problem(path, `exemptions is a list of ${EXEMPTIONS.join(', ')}, each at most once, in the order they are tried.`)
}
