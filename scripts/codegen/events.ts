import { CATALOGUE, EVENT_TYPES, SHAPES } from '../../src/catalogue/catalogue.ts'
import type { Field } from '../../src/catalogue/entry.ts'
import type { PaymentEventType } from '../../src/payment/event.ts'
import type { GeneratedFile } from './documents.ts'

const INTRODUCTION = `# Events

<!-- Printed from src/catalogue by \`npm run codegen\`. Change it there. -->

Everything that happens to a payment is an event in its log, under a number without gaps. Each has a \`type\`, as GraphQL has
it (\`CAPTURE_SUCCEEDED\`), a name, as [webhooks](webhooks.md) have it (\`capture.succeeded\`), the \`version\` of the shape of its
data, and the data that is described here. A changed shape gets the next version; fields and types may be added at any time, so
ignore those that you do not know.

A type that ends in \`?\` may be absent. An intent (\`….started\`, \`refund.created\`) is recorded before its call leaves for the
gateway, its outcome after.
`

const cell = (text: string): string => text.replaceAll('|', '\\|')
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`

const OVERVIEW = [
  '## All of them',
  '',
  row('Name', 'Type', 'What it says'),
  row('---', '---', '---'),
  ...EVENT_TYPES.map((type) =>
    row(`[\`${CATALOGUE[type].name}\`](#${anchor(type)})`, `\`${type}\``, CATALOGUE[type].words),
  ),
  '',
].join('\n')

/** As GitHub makes it of a heading: no full stops. */
function anchor(type: PaymentEventType): string {
  return CATALOGUE[type].name.replaceAll('.', '')
}

const section = (type: PaymentEventType): string => {
  const { name, version, words } = CATALOGUE[type]
  const fields = Object.entries<Field>(CATALOGUE[type].fields)
  const table = [
    row('Field', 'Type', 'What it holds'),
    row('---', '---', '---'),
    ...fields.map(([field, [kind, meaning]]) => row(`\`${field}\``, `\`${kind}\``, meaning)),
  ]
  return [
    `## ${name}`,
    '',
    `\`${type}\`, version ${version}. ${words}`,
    '',
    ...(fields.length === 0 ? ['It has no data.'] : table),
    '',
  ].join('\n')
}

const shape = ([name, fields]: readonly [string, Readonly<Record<string, string>>]): string =>
  `- \`${name.replace('[]', '')}\`: ${Object.entries(fields)
    .map(([field, kind]) => `\`${field}\` ${kind}`)
    .join(', ')}`

const SHAPE_LIST = [
  '## Shapes',
  '',
  'A `DateTime` is RFC 3339 in UTC with milliseconds; `Metadata` is a flat object of strings. The others:',
  '',
  ...Object.entries(SHAPES).map(shape),
  '',
].join('\n')

/** docs/events.md: the whole catalogue. */
export const generateEvents = (): GeneratedFile => ({
  path: 'docs/events.md',
  content: [INTRODUCTION, OVERVIEW, ...EVENT_TYPES.map(section), SHAPE_LIST].join('\n'),
})
