import type { GraphQLError } from 'graphql'

/**
 * GraphQL's own messages repeat what was wrong with a value, and the value as a whole: of an input that holds credentials
 * or a token that is too much for any answer. Here the place and the trouble are told, and the value is left out.
 */
export function withoutValues({ message, originalError }: GraphQLError): string {
  const [, name] = /^Variable "\$(\w+)" got invalid value /.exec(message) ?? []
  if (name !== undefined && originalError != null) {
    // The value stands between: what comes after it is known, and a path right before that.
    const head = message.slice(0, message.length - originalError.message.length - '; '.length)
    const [place = ''] = / at "[\w.[\]]+"$/.exec(head) ?? []
    return `Variable "$${name}" got an invalid value${place}; ${told(originalError.message)}`
  }
  const [, prefix, trouble] = /^(Variable "\$\w+" has invalid value(?: at [\w.[\]]+)?: )(.*)$/s.exec(message) ?? []
  return prefix === undefined || trouble === undefined ? told(message) : prefix + told(trouble)
}

/** Before a value there are only names of the schema, so the first of these marks is GraphQL's own. */
const told = (trouble: string): string =>
  trouble
    .replace(/, found: .*$/s, '.')
    .replace(/ value: .*$/s, ' value.')
    .replace(/^Value ".*" does not exist in /s, 'The value does not exist in ')
    .replace(/\b(String|BlockString) ".*"/s, '$1')
