import { unstable_readConfig } from 'wrangler'

/** A port on which nothing listens. */
const NOWHERE = '127.0.0.1:1'

export interface WorkerFiles {
  readonly configFile: string
  /** In the directory of the configuration that is made. */
  readonly bundleName: string
  /** Beside the wrangler file's vars. */
  readonly secrets: Readonly<Record<string, string>>
}

interface ObjectBinding {
  readonly name: string
  readonly class_name: string
}

/**
 * A Worker as workerd itself is told of it, with its wrangler file's bindings and no other Worker or simulator in the
 * process. Objects keep their rows in memory. The vault, the queue, the bucket and KV lead nowhere: a request that needs
 * one of them fails, and is no figure.
 */
export function workerdConfig({ configFile, bundleName, secrets }: WorkerFiles): string {
  const config = unstable_readConfig({ config: configFile }, { hideWarnings: true })
  const objects: readonly ObjectBinding[] = config.durable_objects.bindings
  const elsewhere = (kind: string, bindings: readonly { readonly binding: string }[] = []) =>
    bindings.map(({ binding }) => bound(binding, kind, '"nowhere"'))
  return configOf(
    bundleName,
    config,
    [
      ...Object.entries({ ...config.vars, ...secrets }).map(([name, value]) => bound(name, 'text', quoted(value))),
      ...objects.map(({ name, class_name }) => bound(name, 'durableObjectNamespace', quoted(class_name))),
      ...elsewhere('service', config.services),
      ...elsewhere('queue', config.queues.producers),
      ...elsewhere('r2Bucket', config.r2_buckets),
      ...elsewhere('kvNamespace', config.kv_namespaces),
    ],
    objects.map(({ class_name }) => class_name),
  )
}

/** The floor: the same date and flags, and nothing bound. */
export function floorConfig({ configFile, bundleName }: Pick<WorkerFiles, 'configFile' | 'bundleName'>): string {
  return configOf(bundleName, unstable_readConfig({ config: configFile }, { hideWarnings: true }), [], [])
}

const configOf = (
  bundleName: string,
  dated: { readonly compatibility_date?: string | undefined; readonly compatibility_flags: readonly string[] },
  bindings: readonly string[],
  classes: readonly string[],
): string => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [(name = "worker", esModule = embed ${quoted(bundleName)})],
      compatibilityDate = ${quoted(dated.compatibility_date)},
      compatibilityFlags = [${dated.compatibility_flags.map(quoted)}],
      bindings = [${bindings}],
      durableObjectNamespaces = [${classes.map(namespace)}],
      durableObjectStorage = (inMemory = void),
    )),
    (name = "nowhere", external = (address = ${quoted(NOWHERE)}, http = ())),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")],
);
`

const bound = (name: string, kind: string, value: string) => `(name = ${quoted(name)}, ${kind} = ${value})`

const namespace = (className: string) =>
  `(className = ${quoted(className)}, uniqueKey = ${quoted(className)}, enableSql = true)`

/** Cap'n Proto's text and JSON's are written alike as far as names and origins go. */
const quoted = (value: unknown): string => JSON.stringify(String(value))
