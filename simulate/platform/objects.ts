import { type Actor, type Clock, type Luck, luckOf, type Timer } from './clock.ts'
import { createContext } from './context.ts'
import type { Fault, FaultKind, Faults } from './faults.ts'
import type { Rows } from './storage.ts'

/** An object as the platform keeps it: its rows and its alarm are there for good, its memory comes and goes. */
export interface Cell {
  readonly kind: ObjectKind
  readonly name: string
  readonly label: string
  readonly luck: Luck
  rows: Rows
  /** As written, and as it is on disk. */
  alarmMs: number | null
  durableAlarmMs: number | null
  alarm: Timer | undefined
  isRinging: boolean
  alarmFailures: number
  memory: Memory | undefined
}

/** What lives of an object. What it sends waits until what it wrote is durable. */
export interface Memory extends Actor {
  readonly cell: Cell
  instance: SimulatedObject
  isDirty: boolean
  held: (() => void)[]
  /** Those who wait for its answers: they hear of its end. */
  readonly calls: Set<() => void>
  /** While it begins, what arrives waits. */
  arrived: (() => void)[] | undefined
}

export type SimulatedObject = Readonly<Record<string, ((...given: unknown[]) => unknown) | undefined>>

export interface ObjectKind {
  readonly make: (context: unknown) => SimulatedObject
  readonly rows: () => Rows
  /** Its alarms alone do not keep a world awake. */
  readonly isBackground: boolean
}

export interface ObjectsOptions {
  readonly clock: Clock
  readonly faults: Faults
  readonly exports: unknown
  readonly trace: (line: () => string) => void
}

/** A platform gives up an alarm after so many retries. */
const MOST_ALARM_RETRIES = 6
const CALL_FAULTS: readonly FaultKind[] = ['before', 'after', 'delay', 'crash', 'evict']
const FLUSH_FAULTS: readonly FaultKind[] = ['delay', 'crash', 'evict']
const ALARM_FAULTS: readonly FaultKind[] = ['before', 'delay', 'duplicate', 'crash']

export type Objects = ReturnType<typeof createObjects>

export function createObjects(options: ObjectsOptions) {
  const { clock, faults, trace } = options
  const cells: Cell[] = []

  const isMemory = (actor: Actor): actor is Memory => 'cell' in actor

  /** Sends it once what was written before is durable. From a memory that has just ended nothing leaves any more. */
  const leave = (actor: Actor, send: () => void): void => {
    if (!actor.isAlive) return
    if (isMemory(actor) && actor.isDirty) actor.held.push(send)
    else send()
  }

  const durable = (cell: Cell): void => {
    cell.rows.keep()
    // One that has rung may be set anew for the very moment that it rang for.
    if (cell.durableAlarmMs === cell.alarmMs && (cell.alarm !== undefined || cell.alarmMs === null)) return
    cell.durableAlarmMs = cell.alarmMs
    arm(cell, cell.durableAlarmMs)
  }

  const arm = (cell: Cell, atMs: number | null): void => {
    if (cell.alarm !== undefined) cell.alarm.isCleared = true
    cell.alarm = atMs === null ? undefined : clock.at(atMs, clock.nobody, () => ring(cell), cell.kind.isBackground)
  }

  const flush = (memory: Memory, fault: Fault<FaultKind> | undefined): void => {
    if (fault?.kind === 'crash' && fault.unit < 0.5) {
      end(memory, 'crash')
      return
    }
    memory.isDirty = false
    durable(memory.cell)
    if (fault?.kind === 'crash' || fault?.kind === 'evict') {
      end(memory, fault.kind)
      return
    }
    const held = memory.held
    memory.held = []
    for (const send of held) send()
  }

  /** Something was written: what is sent from now on waits for the disk. */
  const wrote = (memory: Memory): void => {
    if (memory.isDirty || !memory.isAlive) return
    memory.isDirty = true
    const fault = faults.at(memory, FLUSH_FAULTS)
    const slowMs = fault?.kind === 'delay' ? 20 + fault.unit * 2_000 : 0
    clock.after(faults.latencyMs(memory, 0, 3) + slowMs, memory, () => flush(memory, fault))
  }

  /** A memory ends: by a crash with what was not durable, by an eviction with nothing but itself. */
  function end(actor: Actor, how: 'crash' | 'evict'): void {
    if (!actor.isAlive) return
    trace(() => `${actor.name} ends (${how})`)
    if (isMemory(actor)) {
      const { cell } = actor
      if (how === 'evict') durable(cell)
      actor.isAlive = false
      cell.rows = cell.rows.lose()
      cell.alarmMs = cell.durableAlarmMs
      cell.memory = undefined
      if (cell.isRinging) {
        // An alarm that was cut short rings again; that is nobody's failure and is not counted.
        cell.isRinging = false
        cell.alarmMs = clock.nowMs() + 2_000
        cell.durableAlarmMs = cell.alarmMs
        arm(cell, cell.alarmMs)
      }
      for (const lost of actor.calls) lost()
      actor.calls.clear()
      for (const run of actor.arrived?.splice(0) ?? []) clock.after(0, clock.nobody, run)
    }
    actor.isAlive = false
    actor.ended?.()
  }

  function begin(cell: Cell): Memory {
    const memory: Memory = {
      name: cell.label,
      luck: cell.luck,
      isAlive: true,
      cell,
      instance: {},
      isDirty: false,
      held: [],
      calls: new Set(),
      arrived: undefined,
    }
    cell.memory = memory
    clock.become(memory)
    memory.instance = cell.kind.make(createContext(memory, { wrote, clock, exports: options.exports }))
    return memory
  }

  /** Hands something to the object's memory, which begins with it where there is none, and may end in beginning. */
  const enter = (cell: Cell, work: (memory: Memory) => void, isLost: () => void): void => {
    const memory = cell.memory ?? begin(cell)
    const run = () => {
      clock.become(memory)
      if (memory.isAlive) work(memory)
      else isLost()
    }
    if (memory.arrived === undefined) run()
    else memory.arrived.push(run)
  }

  function ring(cell: Cell): void {
    if (cell.isRinging) {
      arm(cell, clock.nowMs() + 1)
      return
    }
    const actor = cell.memory ?? { name: cell.label, luck: cell.luck, isAlive: true }
    const fault = faults.at(actor, ALARM_FAULTS)
    if (fault?.kind === 'delay') {
      arm(cell, clock.nowMs() + fault.unit * 20_000)
      return
    }
    cell.isRinging = true
    cell.alarm = undefined
    // On disk it stays until what the alarm has done is there too.
    cell.alarmMs = null
    if (fault?.kind === 'before') {
      rang(cell, new Error('the alarm was not carried out'))
      return
    }
    trace(() => `${cell.label}: its alarm rings`)
    const rings = (memory: Memory): void => {
      const rung = memory.instance.alarm?.()
      Promise.resolve(rung).then(
        () => leave(memory, () => rang(cell, undefined, fault?.kind === 'duplicate')),
        (error: unknown) => leave(memory, () => rang(cell, error)),
      )
      if (fault?.kind === 'crash') clock.after(fault.unit * 50, memory, () => end(memory, 'crash'))
    }
    // Where the memory ends in beginning, the alarm has been set again by then.
    enter(cell, rings, () => undefined)
  }

  function rang(cell: Cell, error: unknown, again = false): void {
    cell.isRinging = false
    if (cell.alarmMs === null) cell.durableAlarmMs = null
    cell.alarmFailures = error === undefined ? 0 : cell.alarmFailures + 1
    if (error === undefined && !again) return
    if (cell.alarmFailures > MOST_ALARM_RETRIES) cell.alarmFailures = 0
    else if (cell.alarmMs === null) arm(cell, clock.nowMs() + 1_000 * 2 ** cell.alarmFailures)
  }

  /** How the platform marks an object that was lost under way. */
  const lost = (): Error => Object.assign(new Error('the object was lost under way'), { retryable: true })

  function call(cell: Cell, method: string, given: readonly unknown[]): Promise<unknown> {
    const caller = clock.current()
    const fault = faults.at(caller, CALL_FAULTS)
    const place = fault === undefined ? -1 : Math.floor(fault.unit * 5)
    const isEnd = fault?.kind === 'crash' || fault?.kind === 'evict'
    const how = fault?.kind === 'evict' ? 'evict' : 'crash'
    return new Promise((resolve, reject) => {
      const fails = (error: unknown) => void clock.after(faults.latencyMs(caller, 0, 5), caller, () => reject(error))
      if (isEnd && place === 0) return end(caller, how)
      leave(caller, () => {
        if (fault?.kind === 'before') return fails(lost())
        const slowMs = fault?.kind === 'delay' ? 10 + fault.unit ** 3 * 20_000 : 0
        clock.after(faults.latencyMs(caller, 0, 4) + slowMs, clock.nobody, () => {
          if (isEnd && place === 1 && cell.memory !== undefined) end(cell.memory, how)
          enter(
            cell,
            (memory) => handle(memory, resolve, fails),
            () => fails(lost()),
          )
        })
      })

      function handle(memory: Memory, tell: (value: unknown) => void, fail: (error: unknown) => void): void {
        trace(() => `${caller.name} → ${memory.name}: ${method}`)
        const isLost = () => fail(lost())
        memory.calls.add(isLost)
        const answer = async () => memory.instance[method]?.(...given)
        const answered = (reply: () => void) => {
          if (!memory.isAlive) return
          if (isEnd && place === 2) return end(memory, how)
          leave(memory, () => {
            if (isEnd && place === 3) return end(memory, how)
            memory.calls.delete(isLost)
            if (fault?.kind === 'after') fail(lost())
            else clock.after(faults.latencyMs(caller, 0, 4), caller, isEnd ? () => end(caller, how) : reply)
          })
        }
        answer().then(
          (value) => answered(() => tell(value)),
          (error: unknown) => answered(() => fail(error)),
        )
      }
    })
  }

  return {
    end,
    leave,
    cells: (): readonly Cell[] => cells,

    /** Objects of one class, by name. */
    namespace(kind: ObjectKind, labelOf: (name: string) => string) {
      const byName = new Map<string, { readonly cell: Cell; readonly stub: object }>()
      return (name: string): { readonly cell: Cell; readonly stub: object } => {
        const known = byName.get(name)
        if (known !== undefined) return known
        const label = labelOf(name)
        const cell: Cell = {
          ...{ kind, name, label, luck: luckOf(label), rows: kind.rows(), memory: undefined },
          ...{ alarmMs: null, durableAlarmMs: null, alarm: undefined, isRinging: false, alarmFailures: 0 },
        }
        const stub = new Proxy(
          {},
          {
            // A promise looks for `then`: a stub is none.
            get: (_target, method) =>
              typeof method !== 'string' || method === 'then'
                ? undefined
                : (...given: readonly unknown[]) => call(cell, method, given),
          },
        )
        const made = { cell, stub }
        cells.push(cell)
        byName.set(name, made)
        return made
      }
    },
  }
}
