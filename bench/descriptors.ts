import { execFileSync } from 'node:child_process'

/** Throws, and says what to do, where this shell's processes may not open so many files and sockets. */
export function needDescriptors(count: number, what: string): void {
  const limit = execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }).trim()
  if (limit !== 'unlimited' && Number(limit) < count) {
    throw new Error(`${what} need ${count} file descriptors: run \`ulimit -n ${count}\` first`)
  }
}
