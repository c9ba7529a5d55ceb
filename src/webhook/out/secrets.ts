import type { KeptEndpoint, KeptSecret } from './kept.ts'
import { openSecret, sealSecret } from './signature.ts'

/** The Worker's own secret, and the one before it while that is being rotated. */
export interface SealingSecrets {
  readonly signingSecret: string
  readonly signingSecretPrevious?: string
}

export interface OpenedSecrets {
  /** What signs now, the newest first. */
  readonly secrets: readonly string[]
  /** Set where something was sealed under the Worker's secret before: the same under the present one, to be kept. */
  readonly resealed?: readonly KeptSecret[]
}

const CANNOT_OPEN =
  'its signing secret is sealed under another SIGNING_SECRET: give the api Worker that one as SIGNING_SECRET_PREVIOUS, or ' +
  "rotate the endpoint's secret"

/** Whether it still counts; the newest has no end. */
export const isAlive = ({ untilMs }: KeptSecret, nowMs: number): boolean => untilMs === undefined || untilMs > nowMs

/** An endpoint's secrets that sign now: the newest, and those before it while they count. Throws where one cannot be opened. */
export function openSecrets(
  { id, secrets }: Pick<KeptEndpoint, 'id' | 'secrets'>,
  sealing: SealingSecrets,
  nowMs: number,
): OpenedSecrets {
  const alive = secrets.filter((kept) => isAlive(kept, nowMs))
  const opened = alive.map(({ sealed }) => openedWith(sealing, id, sealed))
  if (opened.some((one) => one === undefined)) throw new Error(CANNOT_OPEN)
  const known = opened.filter((one) => one !== undefined)
  const texts = known.map(({ secret }) => secret)
  if (known.every(({ isStale }) => !isStale)) return { secrets: texts }
  const resealed = alive.map((kept, index) => ({
    ...kept,
    sealed: sealSecret(sealing.signingSecret, id, texts[index] ?? ''),
  }))
  return { secrets: texts, resealed }
}

/** Those that can be opened: what nobody can open signs nothing, and is left behind by a rotation. */
export const openable = ({ id, secrets }: KeptEndpoint, sealing: SealingSecrets): readonly KeptSecret[] =>
  secrets.filter(({ sealed }) => openedWith(sealing, id, sealed) !== undefined)

function openedWith(
  { signingSecret, signingSecretPrevious }: SealingSecrets,
  id: string,
  sealed: string,
): { readonly secret: string; readonly isStale: boolean } | undefined {
  const secret = triedWith(signingSecret, id, sealed)
  if (secret !== undefined) return { secret, isStale: false }
  const before = signingSecretPrevious === undefined ? undefined : triedWith(signingSecretPrevious, id, sealed)
  return before === undefined ? undefined : { secret: before, isStale: true }
}

function triedWith(signingSecret: string, id: string, sealed: string): string | undefined {
  try {
    return openSecret(signingSecret, id, sealed)
  } catch {
    // Sealed under another secret, which the platform's crypto says with an exception.
    return undefined
  }
}
