import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { parseWallets } from '../src/vault/wallet/setting.ts'
import { migrate } from './database/migrate.ts'
import { isNeonUrl } from './database/open.ts'
import { bucketNames, kvNamespaceNames, queueNames, withKvNamespaceId, withoutServices } from './deploy/config.ts'
import { createIfMissing, deployWorker, findKvNamespace, requireLogin, workerExists } from './deploy/platform.ts'
import { missingSecrets, readDeploySecrets, secretsFor, type WorkerName, writeNewSecrets } from './deploy/secrets.ts'
import { buildWidget } from './stack/bundleWidget.ts'
import { LaunchError } from './stack/launch-error.ts'
import { isReleased } from './stack/widgetReleases.ts'
import { API_WORKER, VAULT_WORKER } from './stack/workers.ts'

const HELP = `npm run deploy -- [options]     docs/deploy.md tells the whole way

  --new-secrets FILE   make random production secrets in FILE, and stop there
  --secrets FILE       secrets to upload, as JSON; without it those of the environment
  --dry-run            bundle and check, upload nothing, migrate nothing

  DATABASE_URL    Neon's connection string: migrated now, and the api's secret
  PUBLIC_ORIGIN   where the api is reached, https://…
  VAULT_ORIGIN    where the vault is reached, https://…, on another origin
  WALLETS         how Apple Pay and Google Pay are set up, as JSON (docs/wallets.md); none without it`

const { values } = parseArgs({
  options: {
    'new-secrets': { type: 'string' },
    secrets: { type: 'string' },
    'dry-run': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

try {
  if (values.help) console.log(HELP)
  else if (values['new-secrets'] !== undefined) writeNewSecrets(values['new-secrets'])
  else await deploy(values['dry-run'])
} catch (error) {
  console.error(error instanceof LaunchError ? error.message : error)
  process.exitCode = 1
}

async function deploy(dryRun: boolean): Promise<void> {
  const secrets = readDeploySecrets(values.secrets, process.env)
  const publicOrigin = requireOrigin('PUBLIC_ORIGIN', 'the api', process.env.PUBLIC_ORIGIN)
  const vaultOrigin = requireOrigin('VAULT_ORIGIN', 'the vault', process.env.VAULT_ORIGIN)
  const origins = {
    api: { PUBLIC_ORIGIN: publicOrigin, VAULT_ORIGIN: vaultOrigin },
    vault: { API_ORIGIN: publicOrigin, ...walletsSetting(vaultOrigin) },
  }
  let apiToml = readFileSync('wrangler.toml', 'utf8')
  const vaultToml = readFileSync('wrangler.vault.toml', 'utf8')
  const upload = (worker: WorkerName, toml: string) =>
    deployWorker({
      toml,
      configFile: `wrangler.deploy.${worker}.toml`,
      secrets: secretsFor(worker, secrets),
      variables: { ENVIRONMENT: 'production', ...origins[worker] },
      dryRun,
    })

  if (dryRun) {
    await upload('vault', vaultToml)
    await upload('api', apiToml)
    return
  }

  // What is served once under an immutable address has to be there after the next deployment too.
  if (!isReleased(await buildWidget())) {
    throw new LaunchError(
      'This build of checkout.js is not kept. Run `npm run widget -- --release`, commit, deploy that.',
    )
  }
  await requireLogin()
  const isFirst = !(await workerExists(API_WORKER))
  const isFirstVault = !(await workerExists(VAULT_WORKER))
  requireSecrets('api', isFirst)
  requireSecrets('vault', isFirstVault)

  if (secrets.DATABASE_URL !== undefined) {
    if (!isNeonUrl(secrets.DATABASE_URL))
      throw new LaunchError('DATABASE_URL has to be Neon’s: Workers reach it by HTTP.')
    console.log(`database: ${await migrate({ databaseUrl: secrets.DATABASE_URL })} migrations run`)
  } else {
    console.log('database: not migrated, because DATABASE_URL is not given')
  }

  for (const name of queueNames(apiToml))
    console.log(`queue ${name}: ${await createIfMissing(['queues', 'create', name])}`)
  for (const name of bucketNames(apiToml)) {
    console.log(`bucket ${name}: ${await createIfMissing(['r2', 'bucket', 'create', name])}`)
  }
  for (const name of kvNamespaceNames(apiToml)) apiToml = withKvNamespaceId(apiToml, name, await kvNamespace(name))

  // A binding to a Worker that is not there is refused, and each of the two binds the other.
  await upload('vault', isFirst ? withoutServices(vaultToml) : vaultToml)
  await upload('api', apiToml)
  if (isFirst) await upload('vault', vaultToml)

  function requireSecrets(worker: WorkerName, isNew: boolean): void {
    const missing = missingSecrets(worker, secrets)
    if (!isNew || missing.length === 0) return
    throw new LaunchError(
      `The ${worker} Worker's first deployment needs ${missing.join(', ')}. \`npm run deploy -- --new-secrets FILE\` makes ` +
        'all but DATABASE_URL, which Neon shows.',
    )
  }
}

async function kvNamespace(name: string): Promise<string> {
  if ((await findKvNamespace(name)) === undefined) await createIfMissing(['kv', 'namespace', 'create', name])
  const id = await findKvNamespace(name)
  if (id === undefined) throw new LaunchError(`The KV namespace ${name} was created and is not listed; try again.`)
  console.log(`KV namespace ${name}: write id = "${id}" into wrangler.toml, so that keys and gateway find it too`)
  return id
}

function requireOrigin(name: string, what: string, text: string | undefined): string {
  if (text === undefined || !URL.canParse(text) || new URL(text).protocol !== 'https:') {
    throw new LaunchError(`Set ${name} to where ${what} is reached, an https address of your own domain.`)
  }
  return new URL(text).origin
}

/** Judged before anything is uploaded: a Worker would go on without wallets, and nobody would notice. */
function walletsSetting(vaultOrigin: string): { readonly WALLETS?: string } {
  const text = process.env.WALLETS ?? ''
  if (text === '') return {}
  const setting = parseWallets(text)
  if (setting.vaultOrigin !== vaultOrigin) throw new LaunchError('The vaultOrigin in WALLETS has to be VAULT_ORIGIN.')
  return { WALLETS: text }
}
