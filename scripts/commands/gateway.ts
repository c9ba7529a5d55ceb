import { unknownCommand } from './choose.ts'
import { add, change, enable, list, remove, rotate } from './gatewayAccounts.ts'
import { operatorOf, readArguments } from './gatewayOptions.ts'
import { policy, simulate } from './gatewayPolicy.ts'
import { run } from './run.ts'
import { openTarget } from './target.ts'

const USAGE = [
  'add --name N --kind K --base-url URL --credentials JSON | --credentials-file FILE [--disabled] [--weight 1] [--costs JSON] [--timeout-ms N] [--max-concurrency N]',
  'list',
  'change ID|NAME [--name N] [--base-url URL] [--credentials JSON | --credentials-file FILE] [--weight N] [--position N] [--costs JSON|none] [--timeout-ms N|none] [--max-concurrency N|none]',
  'disable ID|NAME',
  'enable ID|NAME',
  'rotate ID|NAME --credentials JSON | --credentials-file FILE',
  'remove ID|NAME',
  'policy show | set FILE.json [--expected-version N] [--note TEXT] | history [--first N] [--before N] | rollback VERSION',
  'simulate --amount 10.00 --currency EUR [--brand B] [--funding F] [--country C] [--method M] [--metadata JSON] [--rules FILE.json] [--runs N] [--seed S]',
]
const EVERYWHERE = 'each with [--mode test|live] [--operator-key KEY] [--state DIR] [--remote]'

await run(async () => {
  const { values, positionals } = readArguments()
  if (values.help) return ['npm run gateway -- …', ...USAGE, EVERYWHERE].join('\n  ')
  const [command, which, ...rest] = positionals
  const operator = () => operatorOf(openTarget(values), values)
  switch (command) {
    case 'add':
      return add(await operator(), values)
    case 'list':
      return list(openTarget(values), values)
    case 'change':
      return change(await operator(), values, which)
    case 'disable':
    case 'enable':
      return enable(await operator(), values, which, command === 'enable')
    case 'rotate':
      return rotate(await operator(), values, which)
    case 'remove':
      return remove(await operator(), values, which)
    case 'policy':
      return policy(await operator(), values, [...(which === undefined ? [] : [which]), ...rest])
    case 'simulate':
      return simulate(await operator(), values)
    default:
      throw unknownCommand(`gateway -- ${USAGE.join(' | ')}, ${EVERYWHERE}`)
  }
})
