import { PROTOCOL } from './messages.ts'
import { fieldsOf, type Read } from './read.ts'

export const wrap = <Message>(message: Message): { readonly turnpike: typeof PROTOCOL; readonly message: Message } => ({
  turnpike: PROTOCOL,
  message,
})

/**
 * Reads messages of the other side by what each type of them carries. Undefined is a message that is not ours or not well
 * formed, and is left alone.
 */
export const reading =
  <Bodies extends Readonly<Record<string, Read<object>>>>(bodies: Bodies) =>
  (data: unknown) => {
    const envelope = fieldsOf(data)
    const message = envelope?.turnpike === PROTOCOL ? fieldsOf(envelope.message) : undefined
    const type = String(message?.type)
    const body = Object.hasOwn(bodies, type) ? bodies[type]?.(message) : undefined
    return body && ({ type, ...body } as MessageOf<Bodies>)
  }

type MessageOf<Bodies extends Readonly<Record<string, Read<object>>>> = {
  readonly [Type in keyof Bodies]: { readonly type: Type } & Exclude<ReturnType<Bodies[Type]>, undefined>
}[keyof Bodies]
