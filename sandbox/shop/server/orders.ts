import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Order, OrderPayment } from '../view.ts'

export interface Orders {
  add(order: Order): void
  find(id: string): (Order & { readonly payment: OrderPayment | undefined }) | undefined
  setPayment(id: string, payment: OrderPayment): void
  close(): void
}

/** The shop's own books, which outlive its process. */
export function openOrders(path: string): Orders {
  mkdirSync(dirname(path), { recursive: true })
  const database = new DatabaseSync(path)
  database.exec(`CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, quantity INTEGER NOT NULL, capture_method TEXT NOT NULL, return_url TEXT NOT NULL,
    payment_id TEXT, client_secret TEXT
  ) STRICT`)
  const insert = database.prepare('INSERT INTO orders (id, quantity, capture_method, return_url) VALUES (?, ?, ?, ?)')
  const select = database.prepare('SELECT * FROM orders WHERE id = ?')
  const update = database.prepare('UPDATE orders SET payment_id = ?, client_secret = ? WHERE id = ?')
  return {
    add: ({ id, quantity, captureMethod, returnUrl }) => {
      insert.run(id, quantity, captureMethod, returnUrl)
    },
    find: (id) => {
      const row = select.get(id)
      if (row === undefined) return undefined
      const { payment_id: paymentId, client_secret: clientSecret } = row
      return {
        id,
        quantity: Number(row.quantity),
        captureMethod: row.capture_method === 'MANUAL' ? 'MANUAL' : 'AUTOMATIC',
        returnUrl: String(row.return_url),
        payment: paymentId === null ? undefined : { paymentId: String(paymentId), clientSecret: String(clientSecret) },
      }
    },
    setPayment: (id, { paymentId, clientSecret }) => {
      update.run(paymentId, clientSecret, id)
    },
    close: () => database.close(),
  }
}
