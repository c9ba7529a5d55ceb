import type { FontMessage } from '../protocol/messages.ts'
import type { FontSource } from './types.ts'

/**
 * Fetches fonts as the shop's page may, and hands their bytes on. The frame itself asks no other origin for anything, and
 * the form does not wait for them.
 */
export function sendFonts(fonts: readonly FontSource[], send: (message: FontMessage) => void): void {
  for (const { family, src, weight = '400', style = 'normal' } of fonts) {
    fetch(src)
      .then((response) => (response.ok ? response.arrayBuffer() : Promise.reject(response.status)))
      .then((data) => send({ type: 'font', family, weight, style, data }))
      .catch(() => console.warn(`Turnpike: the font "${family}" could not be loaded from ${src}.`))
  }
}
