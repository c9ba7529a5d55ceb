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
  ])('leaves out %s %s', (name, value) =>
    expect(lookOf({ variables: Object.fromEntries([[name, value]]) }).properties).toEqual({}),
  )
})
