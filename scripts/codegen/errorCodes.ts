import type { FailureLeaf } from '../../src/failure/failure.ts'
import { RESPONSE_CODES } from '../../src/failure/iso8583.ts'
import type { Branch } from '../../src/failure/leaf.ts'
import { BRANCHES } from '../../src/failure/tree.ts'
import type { GeneratedFile } from './documents.ts'

const INTRODUCTION = `# Error codes

<!-- Printed from src/failure by \`npm run codegen\`. Change it there. -->

Every failure of an attempt, a capture, a refund or a dispute's response carries one of these codes, whatever the gateway
called it: \`failure { code message retry actor }\`. Codes are never renamed; more are added, so treat one that you do not
know by its \`category\`. The gateway's own code is kept beside it as \`gatewayCode\`.

- **Certainty**: \`declined\` was decided and nothing was taken; \`unprocessed\` was technical, and certain that nothing was
  processed, so another gateway may be tried at once; \`unknown\` proves nothing, so it is found out before anything else.
- **Retry**: what may help. \`same_request\` as it is, soon; \`later\` the same card at another time; \`correct_details\` the
  same card entered correctly; \`authenticate\` with 3-D Secure; \`another_method\` another card or wallet; \`never\` this card
  is not tried again for the payment; \`after_change\` once merchant or operator have mended something. \`retryable\` is true
  for \`same_request\` alone.
- **Counts**: whether it speaks against the gateway's health. An issuer's decline never does.
- **ISO 8583**: the networks' response codes (two characters in the edition of 1987, three digits in that of 1993) that mean
  this. A network in brackets means by the code what the others do not.

A gateway's code that is in no map becomes \`unmapped_decline\` or \`unmapped_refusal\`: it is kept, counted, shown by
\`unmapped\`, and never taken to be retryable.
`

const HEAD = ['Code', 'Category', 'Certainty', 'Who can act', 'Retry', 'Counts', 'ISO 8583', 'Shopper', 'Operator']

const row = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

const responsesOf = (leaf: FailureLeaf): string =>
  RESPONSE_CODES.filter(([, , code]) => code === leaf.code)
    .map(([response, network]) => (network === '' ? response : `${response} (${network})`))
    .sort()
    .join(', ')

const leafRow = (leaf: FailureLeaf): string =>
  row([
    `\`${leaf.code}\``,
    leaf.category,
    leaf.certainty,
    leaf.actor,
    leaf.retry,
    leaf.countsAgainstGateway ? 'yes' : 'no',
    responsesOf(leaf),
    leaf.message,
    leaf.operatorMessage,
  ])

const section = ({ path, about, leaves }: Branch<string>): string =>
  [`## ${path}`, '', about, '', row(HEAD), row(HEAD.map(() => '---')), ...Object.values(leaves).map(leafRow), ''].join(
    '\n',
  )

/** docs/error-codes.md: the whole taxonomy, a table for each branch. */
export const generateErrorCodes = (): GeneratedFile => ({
  path: 'docs/error-codes.md',
  content: [INTRODUCTION, ...BRANCHES.map(section)].join('\n'),
})
