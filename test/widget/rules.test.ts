import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { rulesOf } from '../../checkout-widget/frame/look/rules.ts'

const styleOf = (selector: string, style: Readonly<Record<string, string>>) =>
  rulesOf({ [selector]: style }).rules[0]?.style

describe('HF2 a rule', () => {
  test.each([
    ['.Input', 'border', '1px solid #ccc', 'border'],
    ['.Input', 'padding', '10px 0.5em', 'padding'],
    ['.Input', 'boxShadow', '0 1px 2px rgb(0 0 0 / 10%), inset 0 0 0 1px red', 'box-shadow'],
    ['.Input:focus', 'outline', 'none', 'outline'],
    ['.Input--invalid', 'backgroundColor', '#fee', 'background-color'],
    ['.Label', 'textTransform', 'uppercase', 'text-transform'],
    ['.Label', 'letterSpacing', '0.02em', 'letter-spacing'],
    ['.Label', 'fontSize', '13px', 'font-size'],
    ['.Error', 'color', 'hsl(0deg 80% 40%)', 'color'],
    ['.Tab--selected', 'borderColor', 'rebeccapurple', 'border-color'],
  ])('%s may set %s to %s', (selector, property, value, name) => {
    expect(styleOf(selector, { [property]: value })).toEqual({ [name]: value })
    expect(rulesOf({ [selector]: { [property]: value } }).refused).toEqual([])
  })

  test.each([
    ['.Input', 'backgroundImage', 'url(https://evil.example)'],
    ['.Input', 'background', 'red'],
    ['.Input', 'backgroundColor', 'url(https://evil.example)'],
    ['.Input', 'backgroundColor', 'red; position: fixed'],
    ['.Input', 'backgroundColor', 'red}body{display:none'],
    ['.Input', 'color', 'var(--danger)'],
    ['.Input', 'color', '\\72 ed'],
    ['.Input', 'color', 'red !important'],
    ['.Input', 'color', 'expression(alert(1))'],
    ['.Input', 'boxShadow', '0 0 900px red'],
    ['.Input', 'boxShadow', '0 0 1px url(x)'],
    ['.Input', 'padding', 'calc(1px)'],
    ['.Input', 'padding', '-4px'],
    ['.Input', 'fontSize', '12px'],
    ['.Label', 'fontSize', '1px'],
    ['.Input', 'fontFamily', '"a"; } @import "b'],
    ['.Input', 'display', 'none'],
    ['.Input', 'opacity', '0'],
    ['.Input', 'position', 'fixed'],
    ['.Input', 'transform', 'scale(0)'],
    ['.Secured', 'visibility', 'hidden'],
    ['.Input', 'constructor', 'red'],
    ['.Input', '__proto__', 'red'],
  ])('%s may not set %s to %s', (selector, property, value) => {
    const { rules, refused } = rulesOf({ [selector]: Object.fromEntries([[property, value]]) })
    expect(rules.map(({ style }) => style)).toEqual([{}])
    expect(refused).toHaveLength(1)
    expect(refused[0]).toContain(`"${property}" of the rule "${selector}"`)
  })

  test.each(['body', '*', '.Input, body', '.Input ~ *', '.Input:not(x)', '#number', '.secured', 'constructor', ''])(
    'cannot select %j',
    (selector) => expect(rulesOf({ [selector]: { color: 'red' } }).rules).toEqual([]),
  )

  test('lets nothing through that could end a declaration, whatever it is given', () => {
    const piece = fc.constantFrom(
      '1px',
      'solid',
      'red',
      '#fff',
      'rgb(',
      ')',
      ';',
      '}',
      '{',
      'url(x)',
      '\\',
      '/*',
      '"',
      ',',
      ' ',
    )
    const value = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''))
    const property = fc.constantFrom(
      'border',
      'boxShadow',
      'padding',
      'color',
      'fontFamily',
      'borderRadius',
      'lineHeight',
    )
    fc.assert(
      fc.property(property, value, (name, text) => {
        for (const read of Object.values(styleOf('.Input', { [name]: text }) ?? {})) {
          expect(read).not.toMatch(/[;{}\\@]|url|\/\*/)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
