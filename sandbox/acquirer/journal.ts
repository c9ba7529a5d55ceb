import { type FileHandle, open } from 'node:fs/promises'

export interface Journal {
  /** Resolves when the line is on disk. */
  append(line: string): Promise<void>
  /** Resolves when everything appended so far is on disk: what is read before that could still be lost. */
  settled(): Promise<void>
  close(): Promise<void>
}

/**
 * An append-only file of lines. Whatever waits shares one write and one fsync, so the disk's latency bounds the delay of
 * an answer and not the number of answers a second. A last line without its end is what a kill left: it was never
 * acknowledged and is cut off.
 */
export async function openJournal(path: string, replay: (line: string) => void): Promise<Journal> {
  const file = await open(path, 'a+', 0o600)
  await file.truncate(await replayLines(file, replay))
  let waiting: string[] = []
  let next: PromiseWithResolvers<void> | undefined
  let running: Promise<void> | undefined

  async function flush(): Promise<void> {
    while (next !== undefined) {
      const batch = next
      const text = waiting.join('')
      waiting = []
      next = undefined
      running = batch.promise
      try {
        await file.appendFile(text)
        await file.datasync()
        batch.resolve()
      } catch (error) {
        batch.reject(error)
      }
    }
    running = undefined
  }

  function append(line: string): Promise<void> {
    waiting.push(`${line}\n`)
    if (next !== undefined) return next.promise
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    // A failed write reaches whoever waits for it; a line that nobody waits for must not end the process.
    promise.catch(() => undefined)
    next = { promise, resolve, reject }
    if (running === undefined) void flush()
    return promise
  }

  const settled = (): Promise<void> => next?.promise ?? running ?? Promise.resolve()
  return { append, settled, close: () => settled().finally(() => file.close()) }
}

/** Calls back for each whole line and tells how many bytes they are. */
async function replayLines(file: FileHandle, replay: (line: string) => void): Promise<number> {
  const chunk = Buffer.alloc(1024 * 1024)
  let rest: Buffer = Buffer.alloc(0)
  let position = 0
  let wholeBytes = 0
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position)
    if (bytesRead === 0) return wholeBytes
    position += bytesRead
    const bytes = Buffer.concat([rest, chunk.subarray(0, bytesRead)])
    let start = 0
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      replay(bytes.toString('utf8', start, end))
      start = end + 1
    }
    wholeBytes += start
    rest = bytes.subarray(start)
  }
}
