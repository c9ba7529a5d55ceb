/** A value or a named refusal. What crosses an object boundary is one of these; exceptions are for bugs. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure }

export const ok = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value })

export const refuse = <Failure>(error: Failure): { readonly ok: false; readonly error: Failure } => ({
  ok: false,
  error,
})

/** Makes a switch exhaustive: a new member of the union no longer compiles until it is handled. */
export function unreachable(value: never): never {
  const text = JSON.stringify(value, (_name, field: unknown) => (typeof field === 'bigint' ? String(field) : field))
  throw new Error(`unreachable: ${text}`)
}
