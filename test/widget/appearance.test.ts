import { describe, expect, test } from 'vitest'
import { lookOf } from '../../checkout-widget/frame/appearance.ts'

describe('HF2 a look', () => {
  test.each([
    ['colorPrimary', '#0a7', '--primary', '#0a7'],
    ['colorPrimary', 'rebeccapurple', '--primary', 'rebeccapurple'],
    ['colorText', 'rgb(10, 20, 30)', '--text', 'rgb(10, 20, 30)'],
    ['colorDanger', 'hsl(0deg 80% 40% / 90%)', '--danger', 'hsl(0deg 80% 40% / 90%)'],
    ['borderRadius', ' 4px ', '--radius', '4px'],
    ['fontSize', '17px', '--font-size', '17px'],
    ['colorTextPlaceholder', '#888', '--placeholder', '#888'],
    ['colorIcon', '#888', '--icon', '#888'],
    ['fontSizeBase', '15px', '--font-size', '15px'],
    ['fontWeightMedium', '600', '--weight-medium', '600'],
    ['spacingUnit', '3px', '--unit', '3px'],
    ['gridRowSpacing', '20px', '--row-gap', '20px'],
    ['fontFamily', "'Open Sans', system-ui", '--font-family', '"Open Sans", system-ui'],
  ])('takes %s %s', (name, value, property, read) =>
    expect(lookOf({ variables: { [name]: value } }).properties).toEqual({ [property]: read }),
  )

  test.each([
    ['colorPrimary', 'red; } body { display: none'],
    ['colorPrimary', 'url(https://evil.example)'],
    ['colorPrimary', 'var(--x)'],
    ['colorPrimary', 'rgb(1,2,3);x'],
    ['borderRadius', '400px'],
    ['borderRadius', 'calc(1px)'],
    ['fontSize', '12px'],
    ['fontFamily', 'x; src: url(https://evil.example)'],
    ['fontFamily', '"a", "b'],
    ['position', 'fixed'],
    ['constructor', '#fff'],
    ['__proto__', '#fff'],
    ['fontWeightBold', '9000'],
    ['spacingUnit', '40px'],
  ])('leaves out %s %s, and says so', (name, value) => {
    const look = lookOf({ variables: Object.fromEntries([[name, value]]) })
    expect(look.properties).toEqual({})
    expect(look.refused).toEqual([expect.stringContaining(`"${name}"`)])
  })
})
