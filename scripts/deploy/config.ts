/** Edits of the wrangler files' text for one deployment. The files themselves stay as they are in the repository. */

/** The namespace's id belongs to the account that deploys; the file has its name in that place. */
export const withKvNamespaceId = (toml: string, name: string, id: string): string =>
  toml.replace(`id = "${name}"`, `id = "${id}"`)

/**
 * The two Workers bind each other, and the platform refuses a binding to a Worker that does not exist yet. So the vault
 * goes up once without its binding, then the api, then the vault as it is.
 */
export const withoutServices = (toml: string): string =>
  toml.replaceAll(/^\[\[services\]\]\n(?:(?!\[)[^\n]*(?:\n|$))*/gm, '')

/** Every name that a file gives to a queue: what is produced to, consumed from, and where dead letters go. */
export const queueNames = (toml: string): string[] => [
  ...new Set([...toml.matchAll(/^(?:queue|dead_letter_queue) = "([^"]+)"/gm)].flatMap(([, name]) => name ?? [])),
]

export const bucketNames = (toml: string): string[] =>
  [...toml.matchAll(/^bucket_name = "([^"]+)"/gm)].flatMap(([, name]) => name ?? [])

/** The namespaces that the file has a name for in the place of an id of 32 hexadecimal characters. */
export const kvNamespaceNames = (toml: string): string[] =>
  [...toml.matchAll(/^\[\[kv_namespaces\]\]\n(?:(?!\[)[^\n]*\n)*?id = "([^"]+)"/gm)]
    .flatMap(([, name]) => name ?? [])
    .filter((name) => !/^[0-9a-f]{32}$/.test(name))
