import type { AuditActor, AuditEntry, AuditFilter, AuditHead } from '../src/audit/contract.ts'
import { builder } from './builder.ts'
import { type Connection, checkFirst, connection } from './connection.ts'
import { describedValues } from './enumValues.ts'
import { checkDateTime } from './input/dateTime.ts'
import { needOperator } from './operator.ts'
import { pageArguments } from './pageArguments.ts'
import { topLevelError } from './problem.ts'
import { connectionType } from './relay.ts'

const NAMES = {
  secret: 'SECRET_KEY',
  operator: 'OPERATOR_KEY',
  publishable: 'PUBLISHABLE_KEY',
  client: 'SHOPPER',
  gateway: 'GATEWAY',
  turnpike: 'TURNPIKE',
  command: 'COMMAND_LINE',
  unknown: 'UNKNOWN',
} as const satisfies Record<AuditActor['kind'], string>

const AuditActorKindEnum = builder.enumType('AuditActorKind', {
  description: 'On whose word an entry of the audit log came to be.',
  values: describedValues<(typeof NAMES)[AuditActor['kind']]>({
    SECRET_KEY: "The shop's server.",
    OPERATOR_KEY: 'An operator, or a tool with an operator key.',
    PUBLISHABLE_KEY: 'A page of the shop: it brought a card.',
    SHOPPER: 'The holder of the client secret, or the shopper who came back from a challenge.',
    GATEWAY: 'A webhook of the gateway.',
    TURNPIKE: 'Turnpike itself.',
    COMMAND_LINE: "Somebody with the stack's own login: `npm run keys`, `merchant`, `gateway`, `audit`.",
    UNKNOWN: 'An event from before events said by whom.',
  }),
})

const AuditActorType = builder.objectRef<AuditActor>('AuditActor').implement({
  description: 'On whose word something was done.',
  fields: (t) => ({
    kind: t.field({
      description: 'What kind of caller.',
      type: AuditActorKindEnum,
      resolve: ({ kind }) => NAMES[kind],
    }),
    id: t.exposeID('id', {
      description: "The credential's id, the gateway account's, or who was logged in. Null for Turnpike itself.",
      nullable: true,
    }),
    requestId: t.exposeString('requestId', {
      description: 'The request, or the run of the command, that it came with. Null where there was none.',
      nullable: true,
    }),
  }),
})

const AuditEntryType = builder.objectRef<AuditEntry>('AuditEntry').implement({
  description: 'One entry of the audit log: what was done, to what, and on whose word. No secret and no card is in it.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: '1, 2, 3 … without gaps.' }),
    at: t.field({ description: 'When it happened.', type: 'DateTime', resolve: ({ atMs }) => atMs }),
    actor: t.field({ description: 'On whose word.', type: AuditActorType, resolve: ({ actor }) => actor }),
    action: t.exposeString('action', {
      description:
        'Such as `payment.event`, `gateway.update`, `key.revoke`, `card.forward`; docs/audit.md has all of them.',
    }),
    subject: t.exposeID('subject', { description: 'The id of what it was done to.' }),
    detail: t.field({
      description:
        'Names of the fields that changed and values that anybody may see; of events their types and SHA-256. A change that was refused has a second entry with `outcome` and the number it is `of`.',
      type: 'JSON',
      resolve: ({ detail }) => detail,
    }),
    hash: t.exposeString('hash', {
      description: 'SHA-256, in hex, of the hash before it and this entry as canonical JSON.',
    }),
  }),
})

const AuditHeadType = builder.objectRef<AuditHead & { readonly atMs: number | null }>('AuditHead').implement({
  description:
    'The newest entry. Written down elsewhere as `number:hash`, it proves later that nothing before it was changed or cut.',
  fields: (t) => ({
    number: t.exposeInt('number', { description: '0 where there is no entry yet.' }),
    hash: t.exposeString('hash', { description: 'The hash of that entry.' }),
    at: t.field({
      description: 'When the log was written last; null where it never was.',
      type: 'DateTime',
      nullable: true,
      resolve: ({ atMs }) => atMs,
    }),
  }),
})

const AuditFilterInput = builder.inputType('AuditFilterInput', {
  description: 'What the log is narrowed by. Everything that is given has to hold.',
  fields: (t) => ({
    action: t.string({ description: 'Exactly this action.' }),
    actor: t.id({ description: "Exactly this id of an actor, such as a key's." }),
    subject: t.id({ description: 'Exactly this subject, such as a payment, a gateway account or a key.' }),
    from: t.field({ description: 'At this moment or later.', type: 'DateTime' }),
    before: t.field({ description: 'Earlier than this moment.', type: 'DateTime' }),
  }),
})

const AuditLogType = connectionType('AuditEntry', AuditEntryType, { asOf: false })
/** The page knows how far back it could have gone. */
interface LogPage extends Connection<AuditEntry> {
  readonly oldest: number
}

builder.objectField(AuditLogType, 'oldest', (t) =>
  t.int({
    description: 'The oldest number that can be listed. Older entries are in the archive, and so in the export.',
    resolve: (page) => (page as LogPage).oldest,
  }),
)

/** An entry's place in the list is its number. */
const CURSOR = /^entry:([0-9]{1,15})$/

function checkCursor(after: string | null | undefined): number | undefined {
  if (after === undefined || after === null) return undefined
  const [, number] = CURSOR.exec(after) ?? []
  if (number === undefined) throw topLevelError('BAD_REQUEST', 'after is not a cursor of this list.')
  return Number(number)
}

function checkMoment(value: unknown, name: string): number | undefined {
  if (value === undefined || value === null) return undefined
  const checked = checkDateTime(value, ['filter', name])
  if (!checked.ok) throw topLevelError('BAD_REQUEST', `filter.${name} ${checked.error.message}.`)
  return checked.value
}

function readFilter(input: typeof AuditFilterInput.$inferInput | null | undefined): AuditFilter {
  const { action, actor, subject, from, before } = input ?? {}
  const fromMs = checkMoment(from, 'from')
  const beforeMs = checkMoment(before, 'before')
  return {
    ...(typeof action === 'string' ? { action } : {}),
    ...(typeof actor === 'string' ? { actor } : {}),
    ...(typeof subject === 'string' ? { subject } : {}),
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(beforeMs === undefined ? {} : { beforeMs }),
  }
}

builder.queryFields((t) => ({
  auditLog: t.field({
    description:
      "The audit log of the key's merchant and mode, newest first: payments within a second or two, openings of cards within half a minute. `oldest` says how far back it goes; the export has all. For operator keys; others get FORBIDDEN.",
    type: AuditLogType,
    args: { ...pageArguments(t), filter: t.arg({ description: 'What to narrow it by.', type: AuditFilterInput }) },
    resolve: async (_root, { first, after, filter }, context) => {
      const operator = needOperator(context, 'Query.auditLog')
      const before = checkCursor(after)
      const page = await context.services.audit(operator).readBack(readFilter(filter), before, checkFirst(first))
      const edges = page.entries.map((entry) => ({ node: entry, cursor: `entry:${entry.number}` }))
      const shown = connection(edges, page.hasMore, before !== undefined, Date.now())
      return { ...shown, oldest: page.oldest } satisfies LogPage
    },
  }),
  auditHead: t.field({
    description:
      "The newest entry of the audit log of the key's merchant and mode. For operator keys; others get FORBIDDEN.",
    type: AuditHeadType,
    resolve: (_root, _args, context) => context.services.audit(needOperator(context, 'Query.auditHead')).head(),
  }),
}))
