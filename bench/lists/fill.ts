import type pg from 'pg'

/**
 * Copies one payment that went through the product, many times: with ids, moments, amounts, states and references of
 * their own, spread over a year.
 */
export async function fill(client: pg.Client, paymentId: string, count: number): Promise<void> {
  await client.query(
    `insert into payments (id, merchant_id, mode, cell, seq, as_of, amount_minor, currency, reference, gateway_account_id, created_at, status, view)
     select made.id, merchant_id, mode, cell, seq, made.at, made.amount, currency, 'order ' || number, gateway_account_id, made.at, made.status,
       jsonb_set(jsonb_set(jsonb_set(jsonb_set(view, '{id}', to_jsonb(made.id)), '{status}', to_jsonb(made.status)),
         '{amountMinor}', to_jsonb(made.amount::text)), '{reference}', to_jsonb('order ' || number))
     from payments, generate_series(1, $2::int) as number,
       lateral (select
         'pay_0' || rpad(translate(md5(number::text), '0189', 'wxyz'), 52, 'a') as id,
         timestamptz '2025-12-01' + number * (interval '365 days' / $2::int) as at,
         (number::bigint * 7919 % 50000 + 100)::bigint as amount,
         (array['CAPTURED','CAPTURED','CAPTURED','CAPTURED','CAPTURED','AUTHORIZED','FAILED','CANCELED','PARTIALLY_CAPTURED','REQUIRES_PAYMENT_METHOD'])[1 + number % 10] as status
       ) as made
     where payments.id = $1`,
    [paymentId, count],
  )
  await client.query('vacuum analyze payments')
}
