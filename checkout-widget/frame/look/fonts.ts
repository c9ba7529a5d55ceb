import type { FontMessage } from '../../protocol/messages.ts'

/** The first bytes of a WOFF2 file (W3C, WOFF File Format 2.0, 4.1): "wOF2". */
const WOFF2 = 0x774f4632
const MOST_FONTS = 8

let taken = 0

/**
 * Takes a font that the shop's page fetched. It comes as bytes, so the frame asks nobody for anything and its policy stays
 * closed; the browser's own checks judge the file before a glyph of it is drawn.
 */
export async function takeFont({ family, weight, style, data }: Omit<FontMessage, 'type'>): Promise<void> {
  const isFont = data.byteLength > 4 && new DataView(data).getUint32(0) === WOFF2
  if (!isFont || taken >= MOST_FONTS) {
    console.warn(
      `Turnpike: the font "${family}" was left out: ${isFont ? `more than ${MOST_FONTS}` : 'it is no WOFF2 file'}.`,
    )
    return
  }
  taken += 1
  try {
    document.fonts.add(await new FontFace(family, data, { weight, style, display: 'swap' }).load())
  } catch {
    console.warn(`Turnpike: the font "${family}" was left out: the browser cannot read it.`)
  }
}
