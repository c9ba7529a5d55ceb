/** A keyed hash for each field of an input, by path. The object makes the hashes with the payment's own key. */
export type Fingerprint = Readonly<Record<string, string>>

export type ReplayDecision =
  | { readonly kind: 'new' }
  | { readonly kind: 'replay' }
  | { readonly kind: 'conflict'; readonly differingField: string }

/** What a key that arrives (again) means, by the fingerprint kept with it. */
export function decideReplay(
  stored: { readonly fingerprint?: Fingerprint } | undefined,
  fingerprint: Fingerprint,
): ReplayDecision {
  if (stored === undefined) return { kind: 'new' }
  // Without one the input was erased, and the key stands for itself.
  const differingField = stored.fingerprint && firstDifference(stored.fingerprint, fingerprint)
  return differingField === undefined ? { kind: 'replay' } : { kind: 'conflict', differingField }
}

/** The first path, in the order of `b` and then of `a`, that only one of them has or that differs between them. */
export function firstDifference(a: Fingerprint, b: Fingerprint): string | undefined {
  const differs = (path: string): boolean => !Object.hasOwn(a, path) || !Object.hasOwn(b, path) || a[path] !== b[path]
  return [...Object.keys(b), ...Object.keys(a)].find(differs)
}
