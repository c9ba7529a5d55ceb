import { describe, expect, test } from 'vitest'
import { lookOf } from '../../checkout-widget/frame/look/look.ts'
import { readAppearance, readFont } from '../../checkout-widget/frame/look/read.ts'

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

describe('HF2 what a page gives as a look', () => {
  test('is read as far as it is themes, texts and records of them', () => {
    const odd = { theme: 'pink', labels: {}, variables: { a: 1 }, rules: { '.Input': { color: {} }, '.Label': 'red' } }
    expect(readAppearance(odd)).toEqual({ variables: {}, rules: { '.Input': {} } })
    const given = {
      theme: 'night',
      labels: 'floating',
      rules: { '.Input:focus': { borderColor: 'red' }, '.Label': {} },
    }
    expect(readAppearance(given)).toEqual(given)
  })

  test.each([
    ['a text', 'dark'],
    ['a list', []],
    ['variables that are none', { variables: 'red' }],
    [
      'more rules than anybody needs',
      { rules: Object.fromEntries([...Array(200).keys()].map((at) => [`.R${at}`, {}])) },
    ],
  ])('is left out where it is %s', (_what, given) => expect(readAppearance(given)).toBeUndefined())

  const font = { family: 'Open Sans', weight: '100 900', style: 'normal', data: new ArrayBuffer(8) }
  test('a font is its name, its weight, its style and its bytes', () => expect(readFont(font)).toEqual(font))
  test.each<[string, object]>([
    ['that is no bytes', { data: 'https://evil.example' }],
    ['whose name is none', { family: 'a"; }' }],
    ['without end', { data: new ArrayBuffer(600_000) }],
  ])('a font %s is left out', (_what, more) => expect(readFont({ ...font, ...more })).toBeUndefined())
})
