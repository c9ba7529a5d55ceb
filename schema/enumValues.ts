/**
 * The values of an enum, each with what it means to a reader. The compiler compares the keys with the domain's own union,
 * so that a new value cannot reach the contract without a description.
 */
export const describedValues = <Name extends string>(
  descriptions: Readonly<Record<Name, string>>,
): { readonly [Value in Name]: { readonly value: Value; readonly description: string } } =>
  Object.fromEntries(Object.entries(descriptions).map(([value, description]) => [value, { value, description }])) as {
    readonly [Value in Name]: { readonly value: Value; readonly description: string }
  }
