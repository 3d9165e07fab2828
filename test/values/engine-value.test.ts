import { refuseEngineValue } from '../../lib/values/engine-value'
import { Secret } from '../../lib/values/secret'
import { thrown } from '../support/thrown'

/** As Pulumi's constructor of an Output makes them: every property that is not known is an Output again. */
function pulumiOutput(): Readonly<Record<string, unknown>> {
  const own = { __pulumiOutput: true }
  const get = (_: object, prop: string | symbol): unknown => {
    if (typeof prop === 'symbol' || prop === 'then') return undefined
    return prop in own || prop.startsWith('__') ? Reflect.get(own, prop) : pulumiOutput()
  }
  return new Proxy<Record<string, unknown>>(own, { get })
}

const OUTPUT_TEXT =
  'Calling [toString] on an [Output<T>] is not supported.\n\nTo get the value of an Output<T> as an Output<string> consider either:\n1: o.apply(v => `prefix${v}suffix`)'

/** The number that createTokenDouble of cdktf (0xfdff) or of the AWS CDK (0xfbff) makes for a token with this index. */
function tokenNumber(index: number, mark = 0xfdff): number {
  const view = new DataView(new ArrayBuffer(8))
  view.setUint32(0, (mark << 16) | Math.floor(index / 2 ** 32))
  view.setUint32(4, index % 2 ** 32)
  return view.getFloat64(0)
}

const TERRAFORM: readonly [string, unknown][] = [
  ['a token of cdktf', '${TfToken[TOKEN.17]}'],
  ['a token with a name', '${TfToken[aws_instance_x_arn.3]}'],
  ['a token of the AWS CDK', '${Token[AWS.Region.4]}'],
  ['a concatenated token', 'arn:${TfToken[TOKEN.17]}/x'],
  ['a token in lower case', '${TfToken[TOKEN.17]}'.toLowerCase()],
  ['a token in upper case', '${TfToken[TOKEN.17]}'.toUpperCase()],
  ['an element of a list token', '#{TfToken[TOKEN.18]}'],
  ['a key of a map token', '&{TfToken[TOKEN.19]}'],
  ['a number token', tokenNumber(0)],
  ['a later number token', tokenNumber(2 ** 33)],
  ['a number token of a list', tokenNumber(0, 0xfbff)],
  ['a number token in text', `localhost:${String(tokenNumber(5))}`],
  ['an IResolvable', { creationStack: [], resolve: () => 'x', toString: () => 'x' }],
  ['a token in a secret', Secret.of('${TfToken[TOKEN.17]}')],
]

const PULUMI: readonly [string, unknown][] = [
  ['an Output', pulumiOutput()],
  ['a property of an Output', pulumiOutput()['name']],
  ['the text of an Output', `x-${OUTPUT_TEXT}`],
  ['the text of an Output in lower case', OUTPUT_TEXT.toLowerCase()],
  ['an Output in JSON', OUTPUT_TEXT.replace('toString', 'toJSON')],
  ['the text of an Output in a secret', Secret.of(OUTPUT_TEXT)],
]

const said = (what: string): string => `got ${what}, whose value is not known when files are made`

const refusal = (value: unknown): unknown =>
  thrown(() => {
    refuseEngineValue(value)
  })

test.each(TERRAFORM)('%s is named as a Terraform token', (_, value) => {
  expect(refusal(value)).toMatchObject({ code: 'engine-value', message: said('a Terraform token') })
})

test.each(PULUMI)('%s is named as a Pulumi Output', (_, value) => {
  expect(refusal(value)).toMatchObject({ code: 'engine-value', message: said('a Pulumi Output') })
})

test('what an engine value holds is not shown', () => {
  expect(String(refusal('hunter2-${TfToken[TOKEN.17]}'))).not.toContain('hunter2')
})

test.each([
  '$SYS',
  '${HOME}',
  '{{wildcard(1)}}',
  'TfToken',
  -1,
  -1e300,
  '-1.5e+288',
  -Infinity,
  NaN,
  Number.MIN_SAFE_INTEGER,
  null,
  undefined,
  true,
  { resolve: 'a' },
  { creationStack: 1 },
  [],
  () => 1,
])('%p is plain', (value) => {
  expect(refusal(value)).toBeUndefined()
})
