import { describe, expect, test } from 'vitest'
import { contrast, PAIRS, readRgb, warningOf } from '../../checkout-widget/frame/look/contrast.ts'

describe('the contrast of two colours', () => {
  test('is 21 for black on white, 1 for a colour on itself, and as WCAG 2.2 has it between', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5)
    expect(contrast([120, 0, 9], [120, 0, 9])).toBe(1)
    expect(contrast([118, 118, 118], [255, 255, 255])).toBeCloseTo(4.54, 2)
    expect(contrast([255, 255, 255], [118, 118, 118])).toBeCloseTo(4.54, 2)
  })

  test('is told with the pair and the ratio where it is too little', () => {
    const [text, , , primary] = PAIRS
    expect(text && warningOf(text, 'rgb(153, 153, 153)', 'rgb(255, 255, 255)')).toBe(
      'colorText (rgb(153, 153, 153)) on colorBackground (rgb(255, 255, 255)) has a contrast of 2.84:1; WCAG 2.2 AA asks for 4.5:1.',
    )
    expect(text && warningOf(text, 'rgb(0, 0, 0)', 'rgb(255, 255, 255)')).toBeUndefined()
    expect(primary && warningOf(primary, 'rgb(140, 140, 140)', 'rgb(255, 255, 255)')).toBeUndefined()
  })

  test('is not told where something shines through', () => {
    expect(readRgb('rgba(0, 0, 0, 0.5)')).toBeUndefined()
    expect(readRgb('rgba(1, 2, 3, 1)')).toEqual([1, 2, 3])
    expect(readRgb('color(srgb 1 0 0)')).toBeUndefined()
  })
})
