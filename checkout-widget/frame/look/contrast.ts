/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** What a browser computes for a colour; undefined where something shines through, so that the ground is not known. */
export function readRgb(computed: string): Rgb | undefined {
  const [, red, green, blue, alpha] = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(computed) ?? []
  if (red === undefined || green === undefined || blue === undefined) return undefined
  return alpha === undefined || Number(alpha) === 1 ? [Number(red), Number(green), Number(blue)] : undefined
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((value) => {
    const share = value / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

/** WCAG 2.2, "contrast ratio": 1 to 21. */
export function contrast(one: Rgb, other: Rgb): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

/** Two colours that lie on one another, and what WCAG 2.2 AA asks of them (1.4.3 for text, 1.4.11 for the rest). */
export interface Pair {
  readonly front: string
  readonly ground: string
  readonly least: 4.5 | 3
}

export const PAIRS: readonly Pair[] = [
  { front: 'colorText', ground: 'colorBackground', least: 4.5 },
  { front: 'colorTextPlaceholder', ground: 'colorBackground', least: 4.5 },
  { front: 'colorDanger', ground: 'colorBackground', least: 4.5 },
  { front: 'colorPrimary', ground: 'colorBackground', least: 3 },
  { front: 'colorIcon', ground: 'colorBackground', least: 3 },
]

/** A sentence where a pair is too hard to read, undefined where it is well or cannot be told. */
export function warningOf(
  { front, ground, least }: Pair,
  frontColour: string,
  groundColour: string,
): string | undefined {
  const [one, other] = [readRgb(frontColour), readRgb(groundColour)]
  if (one === undefined || other === undefined) return undefined
  const ratio = contrast(one, other)
  if (ratio >= least) return undefined
  // Rounded down, so that what is just too little is not shown as enough.
  const shown = Math.floor(ratio * 100) / 100
  return `${front} (${frontColour}) on ${ground} (${groundColour}) has a contrast of ${shown}:1; WCAG 2.2 AA asks for ${least}:1.`
}
