/** `cloudflare:workers` as far as the core uses it: base classes that keep what they are given. */
export class DurableObject<Env = unknown> {
  readonly ctx: unknown
  readonly env: Env

  constructor(context: unknown, env: Env) {
    this.ctx = context
    this.env = env
  }
}

export class WorkerEntrypoint<Env = unknown> extends DurableObject<Env> {}
