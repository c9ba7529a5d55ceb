import { parseArgs } from 'node:util'
import { required, unknownCommand } from '../commands/choose.ts'
import { run } from '../commands/run.ts'
import { openTarget, TARGET_OPTIONS } from '../commands/target.ts'
import { apiOf } from './api.ts'
import { listen } from './listen.ts'
import { logs } from './logs.ts'
import { resend } from './resend.ts'
import { TRIGGERS, trigger } from './trigger.ts'

const USAGE = [
  'listen --forward-to URL [--events capture.succeeded,…]',
  `trigger ${Object.keys(TRIGGERS).join('|')}`,
  'resend EVENT_ID [--endpoint whe_…]',
  'logs [--endpoint whe_…] [--follow]',
]
const EVERYWHERE = 'each with [--operator-key KEY] [--secret-key KEY] [--state DIR] [--remote]'

await run(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...TARGET_OPTIONS,
      'forward-to': { type: 'string' },
      events: { type: 'string' },
      endpoint: { type: 'string' },
      follow: { type: 'boolean', default: false },
      'operator-key': { type: 'string' },
      'secret-key': { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return ['npm run cli -- …', ...USAGE, EVERYWHERE].join('\n  ')
  const [command, what] = positionals
  const open = () => apiOf(openTarget(values), values)
  switch (command) {
    case 'listen':
      return listen(open(), { forwardTo: required(values['forward-to'], '--forward-to'), events: values.events })
    case 'trigger':
      return trigger(open(), required(what, `What to trigger (${Object.keys(TRIGGERS).join(', ')})`))
    case 'resend':
      return resend(open(), required(what, "The event's id"), values.endpoint)
    case 'logs':
      return logs(open(), { endpoint: values.endpoint, follow: values.follow })
    default:
      throw unknownCommand(`cli -- ${USAGE.join(' | ')}, ${EVERYWHERE}`)
  }
})
