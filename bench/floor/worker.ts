import { DurableObject } from 'cloudflare:workers'
import { saleBody } from './sale.ts'
import { FIRST_COMMIT_CHARACTERS, SECOND_COMMIT_CHARACTERS } from './sizes.ts'

interface FloorEnv {
  readonly FLOOR: DurableObjectNamespace<FloorObject>
  readonly ACQUIRER: string
  readonly AUTHORIZATION: string
}

/** A crash between call and answer is found when it rings, so no payment can do without it; here it never rings. */
const ALARM_MS = 30_000

/**
 * The least that a payment can cost here: one fresh object and as many commits as a payment makes, with rows as long:
 * what it intends, with the alarm that finds it after a crash; the card's claim, which a payment makes at the vault; the
 * outcome; and the word that the read model has it, when the answer has left. And the one call to the acquirer. No vault,
 * no GraphQL, no queue, no checks, no rules.
 */
export class FloorObject extends DurableObject<FloorEnv> {
  async pay(attemptId: string): Promise<number> {
    const { storage } = this.ctx
    storage.transactionSync(() => {
      storage.sql.exec(
        `CREATE TABLE commits (number INTEGER PRIMARY KEY, first_seq INTEGER NOT NULL, body TEXT NOT NULL);
         CREATE TABLE payment (id TEXT PRIMARY KEY, version INTEGER NOT NULL, projected_seq INTEGER NOT NULL,
           seal_key BLOB) WITHOUT ROWID`,
      )
      storage.sql.exec('INSERT INTO payment VALUES (?, 1, 0, ?)', attemptId, new Uint8Array(32))
      storage.sql.exec('INSERT INTO commits VALUES (1, 1, ?)', 'x'.repeat(FIRST_COMMIT_CHARACTERS))
    })
    this.ctx.waitUntil(storage.setAlarm(Date.now() + ALARM_MS))
    // Without this the next write would join the commit before it.
    await storage.sync()
    storage.sql.exec('UPDATE payment SET version = 2')
    const response = await fetch(`${this.env.ACQUIRER}/payments`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: this.env.AUTHORIZATION },
      body: saleBody(attemptId, attemptId),
    })
    await response.text()
    storage.sql.exec('INSERT INTO commits VALUES (2, 3, ?)', 'x'.repeat(SECOND_COMMIT_CHARACTERS))
    this.ctx.waitUntil(this.#acknowledge())
    return response.status
  }

  async #acknowledge(): Promise<void> {
    await this.ctx.storage.sync()
    this.ctx.storage.sql.exec('UPDATE payment SET projected_seq = 4')
    await this.ctx.storage.deleteAlarm()
  }

  override alarm(): void {}
}

export default {
  async fetch(request, env) {
    const { attemptId } = (await request.json()) as { attemptId: string }
    const status = await env.FLOOR.getByName(attemptId).pay(attemptId)
    return Response.json({ status }, { status })
  },
} satisfies ExportedHandler<FloorEnv>
