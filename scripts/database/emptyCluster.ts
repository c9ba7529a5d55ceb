import { existsSync, readFileSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'

const PACKAGE = fileURLToPath(new URL('../package.json', import.meta.resolve('@electric-sql/pglite')))

/** It goes with the packages, and another version of Postgres has another one. */
const EMPTY_CLUSTER = join(
  import.meta.dirname,
  '../../node_modules/.cache/turnpike',
  `postgres-${JSON.parse(readFileSync(PACKAGE, 'utf8')).version}`,
)

/**
 * Sees to it that there is a Postgres cluster in a directory. An empty one is the same everywhere and takes four seconds
 * of a processor to make, so it is made once for an installation and copied.
 */
export async function provideCluster(directory: string): Promise<void> {
  if (existsSync(join(directory, 'PG_VERSION'))) return
  await mkdir(dirname(directory), { recursive: true })
  if (await hasEmptyCluster()) await place(directory, (copy) => cp(EMPTY_CLUSTER, copy, { recursive: true }))
}

async function hasEmptyCluster(): Promise<boolean> {
  if (existsSync(EMPTY_CLUSTER)) return true
  try {
    await mkdir(dirname(EMPTY_CLUSTER), { recursive: true })
    await place(EMPTY_CLUSTER, async (made) => (await PGlite.create(made)).close())
    return true
  } catch (error) {
    // Packages that nobody may write beside: Postgres then makes its own cluster in place.
    if (error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EROFS')) return false
    throw error
  }
}

/** Fills a directory beside it and renames that: a power cut leaves all of it or nothing, and of two at once one stays. */
async function place(directory: string, fill: (beside: string) => Promise<void>): Promise<void> {
  const beside = await mkdtemp(`${directory}.`)
  try {
    await fill(beside)
    await rename(beside, directory)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOTEMPTY')) throw error
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}
