import type { Mode } from '../../ids/ids.ts'
import { frameChunks } from './generated/widget.ts'
import { buildOf } from './integrity.ts'

/** A part of the frame that comes when it is needed, at an address that is made of what is in it. */
export interface Chunk {
  readonly name: string
  /** Of the document's `data-` attribute that tells the frame where it is. */
  readonly attribute: string
  readonly path: string
  readonly script: string
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

export const CHUNKS: readonly Chunk[] = Object.entries(frameChunks).map(([name, script]) => ({
  name,
  attribute: `data-${kebab(name)}`,
  path: `/v1/frame-${kebab(name)}-${buildOf(script)}.js`,
  script,
}))

/** Those that a document may fetch: test cards are for a test key alone. */
export const chunksOf = (mode: Mode): readonly Chunk[] =>
  CHUNKS.filter(({ name }) => mode === 'TEST' || name !== 'testCards')
