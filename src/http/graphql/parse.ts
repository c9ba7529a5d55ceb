import { type DocumentNode, GraphQLError, Lexer, parse, Source, TokenKind } from 'graphql'
import { topLevelError } from '../../../schema/problem.ts'

/** A page of hand-written GraphQL is 200 tokens; the widest query that a dashboard needs is some 600. */
const MOST_TOKENS = 2_000
/** Brackets within brackets: the parser recurses, and so does everything after it. */
const DEEPEST_NESTING = 50

const OPENING: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L])
const CLOSING: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R])

/**
 * Parses a document within bounds. The tokens are counted before the parser runs, because the parser recurses into nested
 * values and would run out of stack on a document that is far below the limit for bodies.
 */
export function parseWithinLimits(text: string): DocumentNode {
  const source = new Source(text)
  try {
    checkTokens(new Lexer(source))
    return parse(source, { maxTokens: MOST_TOKENS })
  } catch (error) {
    if (!(error instanceof GraphQLError) || error.extensions.code !== undefined) throw error
    throw new GraphQLError(error.message, {
      ...(error.source ? { source: error.source } : {}),
      ...(error.positions ? { positions: error.positions } : {}),
      extensions: { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400, spec: true } },
    })
  }
}

function checkTokens(lexer: Lexer): void {
  let depth = 0
  for (let tokens = 0; lexer.advance().kind !== TokenKind.EOF; tokens += 1) {
    if (tokens >= MOST_TOKENS) throw limitError(`more than ${MOST_TOKENS} tokens`)
    if (OPENING.has(lexer.token.kind)) depth += 1
    if (CLOSING.has(lexer.token.kind)) depth -= 1
    if (depth > DEEPEST_NESTING) throw limitError(`brackets nested deeper than ${DEEPEST_NESTING}`)
  }
}

export const limitError = (what: string): GraphQLError =>
  topLevelError('COST_EXCEEDED', `The request has ${what}.`, 400)
