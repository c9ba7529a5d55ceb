import type { GraphQLError } from 'graphql'
import { MessageType, type SubscribePayload } from 'graphql-ws'
import { publicError } from '../http/graphql/errors.ts'
import { type FollowRefusal, refusalError } from '../http/graphql/follow.ts'
import { badSubscription, type Prepare, type Subscription, type Surroundings } from '../http/graphql/subscription.ts'
import { type Followed, followedOf } from './followed.ts'
import { createOutbox } from './outbox.ts'
import { persistently } from './persistence.ts'
import { deleteRow, insertRow, type Row, readRows } from './rows.ts'
import { keepSession, type Place, sessionOf } from './session.ts'

interface Following {
  readonly row: Row
  readonly subscription: Subscription
  readonly followed: Followed
  pulling: Promise<void> | undefined
  again: boolean
}

export interface FollowingPorts {
  readonly socket: WebSocket
  readonly sql: SqlStorage
  readonly connectionId: string
  readonly production: boolean
  readonly prepare: Prepare
  readonly surroundings: Surroundings
  /** Whether the credential that opened the connection is still good. */
  allowed(): Promise<boolean>
  forbid(): void
  /** The client does not read what it asked for. */
  giveUp(): void
}

export type Followings = ReturnType<typeof createFollowings>

/**
 * The subscriptions of one connection. Each pulls what it has not sent, whenever its subject pokes: of a payment that is
 * what lies beyond the seq sent last, so a poke that comes twice, late or after the memory was lost makes neither a gap nor
 * a repetition.
 */
export function createFollowings(ports: FollowingPorts) {
  const { socket, sql, surroundings, production } = ports
  const active = new Map<string, Following>()

  const isActive = (following: Following) => active.get(following.row.id) === following
  const placeOf = ({ row }: Following): Place | undefined => sessionOf(socket).sent[row.number]
  const keepPlace = ({ row }: Following, place: Place) =>
    keepSession(socket, { sent: { ...sessionOf(socket).sent, [row.number]: place } })
  const outbox = createOutbox(socket, ports.giveUp)
  const { send } = outbox
  /** A memory that has only just begun does not know what an older one held back. */
  let mayBeBehind = true

  const sendErrors = (id: string, errors: readonly GraphQLError[]) => {
    const { requestId } = surroundings
    const payload = errors.map((error) => publicError(error, { requestId, production, executed: true }).toJSON())
    send({ id, type: MessageType.Error, payload })
  }

  const end = (following: Following) => {
    const { id, number } = following.row
    active.delete(id)
    deleteRow(sql, number)
    const { [number]: _ended, ...sent } = sessionOf(socket).sent
    keepSession(socket, { sent })
  }

  const fail = (following: Following, refusal: FollowRefusal) => {
    end(following)
    sendErrors(following.row.id, [refusalError(following.subscription.follow, refusal)])
  }

  /** Nothing more is read for a client that does not read: the log keeps it, and the answer to the ping goes on from there. */
  const holdsBack = (): boolean => {
    if (outbox.isFull()) mayBeBehind = true
    return outbox.isFull()
  }

  /** One part of what is new; true while there is more. */
  const pullOnce = async (following: Following): Promise<boolean> => {
    if (holdsBack()) return false
    const { row, subscription, followed } = following
    const place = placeOf(following)
    const [pulled, allowed] = await Promise.all([persistently(() => followed.pull(place)), ports.allowed()])
    if (!isActive(following)) return false
    if (!allowed) {
      ports.forbid()
      return false
    }
    if (!pulled.ok) {
      fail(following, pulled.error)
      return false
    }
    const { changes, hasMore, ends } = pulled.value
    for (const change of changes) {
      if (holdsBack()) return false
      const payload = await subscription.execute(change, surroundings)
      if (!isActive(following)) return false
      send({ id: row.id, type: MessageType.Next, payload })
      // What has no places is marked as begun.
      keepPlace(following, change.place ?? 0)
      followed.sent(change)
    }
    if (pulled.value.place !== undefined) keepPlace(following, pulled.value.place)
    if (ends) {
      end(following)
      send({ id: row.id, type: MessageType.Complete })
    }
    return hasMore
  }

  const pullAll = async (following: Following): Promise<void> => {
    do {
      following.again = false
      while (isActive(following) && (await pullOnce(following))) {
        // The next part.
      }
    } while (isActive(following) && following.again)
  }

  const follow = (following: Following): Promise<void> => {
    if (following.pulling !== undefined) {
      following.again = true
      return following.pulling
    }
    following.pulling = pullAll(following).finally(() => {
      following.pulling = undefined
    })
    return following.pulling
  }

  const begin = async (following: Following): Promise<void> => {
    const begun = await persistently(() => following.followed.begin(ports.connectionId))
    if (!isActive(following)) return
    if (!begun.ok) return fail(following, begun.error)
    if (begun.value !== undefined) keepPlace(following, begun.value)
    await follow(following)
  }

  const adopt = (row: Row, subscription: Subscription): Following => {
    const followed = followedOf(subscription, surroundings)
    const following = { row, subscription, followed, pulling: undefined, again: false }
    active.set(row.id, following)
    return following
  }

  return {
    ids: (): ReadonlySet<string> => new Set(active.keys()),
    sendErrors,

    async start(id: string, { query, variables, operationName }: SubscribePayload): Promise<void> {
      const parameters = { query, variables: variables ?? undefined, operationName: operationName ?? undefined }
      const prepared = ports.prepare(parameters, sessionOf(socket).identity)
      if (!prepared.ok)
        return sendErrors(id, prepared.error === 'query_or_mutation' ? [badSubscription()] : prepared.error)
      const row = insertRow(sql, id, parameters)
      await begin(adopt(row, prepared.value))
    },

    stop(id: string): void {
      const following = active.get(id)
      if (following !== undefined) end(following)
    },

    /** The client has read what was sent: what was held back goes on. */
    async heard(): Promise<void> {
      outbox.heard()
      if (!mayBeBehind) return
      mayBeBehind = false
      await Promise.all([...active.values()].map(follow))
    },

    close: outbox.close,

    /** Sends everything up to this seq. False where nobody here follows the subject. */
    async poke(subjectId: string, seq: number): Promise<boolean> {
      const heeded = [...active.values()].map((following) => ({
        following,
        meaning: following.followed.heed(subjectId, seq, placeOf(following)),
      }))
      await Promise.all(heeded.filter(({ meaning }) => meaning === 'news').map(({ following }) => follow(following)))
      return heeded.some(({ meaning }) => meaning !== 'foreign')
    },

    /** After the memory began: the rows' subscriptions go on, and those that had only just been asked for begin. */
    async restore(): Promise<void> {
      const restored = readRows(sql).flatMap((row) => {
        const prepared = ports.prepare(row, sessionOf(socket).identity)
        if (prepared.ok) return [adopt(row, prepared.value)]
        deleteRow(sql, row.number)
        sendErrors(row.id, prepared.error === 'query_or_mutation' ? [badSubscription()] : prepared.error)
        return []
      })
      await Promise.all(restored.filter((following) => placeOf(following) === undefined).map(begin))
    },
  }
}
