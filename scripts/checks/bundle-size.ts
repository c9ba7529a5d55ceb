import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { bundleWorker } from '../stack/bundle.ts'
import { workerEntry } from '../stack/workers.ts'
import type { Check } from './check.ts'

/** A Worker starts anew wherever a request comes first: what it weighs is what that request waits for. */
const LARGEST_API_BYTES_GZIPPED = 450_000

export const bundleSizeCheck: Check = {
  name: 'api bundle is at most 450 kB gzipped, as it is deployed',
  async run() {
    const directory = mkdtempSync(join(tmpdir(), 'turnpike-bundle-'))
    try {
      const file = join(directory, 'worker.js')
      await bundleWorker(workerEntry('wrangler.toml'), file, { minify: true })
      const size = gzipSync(readFileSync(file)).length
      return size <= LARGEST_API_BYTES_GZIPPED ? undefined : `it is ${size} bytes`
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
  },
}
