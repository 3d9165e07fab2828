// In: the props of a deployment that take an Input. Out: what a run of the program knows of them, at once where no Output and no
// promise is among them.
import * as pulumi from '@pulumi/pulumi'
import { FindingsError, type Finding } from '../values/finding'

/** The props that take an Input. */
interface Given {
  readonly inputs?: Inputs
  readonly passwords?: Inputs
  readonly out?: pulumi.Input<string>
}

type Inputs = Readonly<Record<string, pulumi.Input<string>>>

/** Their values. Of those that are not known, placeholders. */
export interface Values {
  readonly inputs: Readonly<Record<string, string>>
  readonly passwords: Readonly<Record<string, string>>
  /** Undefined where it is not known. */
  readonly out: string | undefined
  /** Names of inputs that are not known. */
  readonly unknown: readonly string[]
  /** True when what is made of them is secret as a whole. */
  readonly isSecret: boolean
}

/** Fits wherever a name, a host or a password does. */
const PLACEHOLDER = 'unknown'

/** Undefined when some of them are promises or Outputs. */
export function plainValues({ inputs = {}, passwords = {}, out = 'out' }: Given): Values | undefined {
  if (!isPlain(inputs) || !isPlain(passwords) || typeof out !== 'string') return undefined
  return { inputs, passwords, out, unknown: [], isSecret: false }
}

const isPlain = (values: object): values is Readonly<Record<string, string>> =>
  Object.values(values).every((value) => typeof value === 'string')

/**
 * @param isPreview - only then may values be unknown
 * @throws FindingsError for values that are no text
 */
export async function settledValues(props: Given, name: string, isPreview: boolean): Promise<Values> {
  const { inputs = {}, passwords = {}, out = 'out' } = props
  const all = {
    inputs: await settled(inputs),
    passwords: await settled(passwords),
    out: await settled({ out }),
  }
  const findings = Object.entries(all).flatMap(([prop, values]) =>
    Object.entries(values)
      .filter(([, { isKnown, value }]) => (isKnown || !isPreview) && typeof value !== 'string')
      .map(([key]) => noText(prop === key ? prop : `${prop}["${key}"]`, name)),
  )
  if (findings.length > 0) throw new FindingsError(findings)
  const texts = (values: typeof all.inputs): Readonly<Record<string, string>> =>
    mapValues(values, ({ value }) => (typeof value === 'string' ? value : PLACEHOLDER))
  const place = all.out['out']?.value
  return {
    inputs: texts(all.inputs),
    passwords: texts(all.passwords),
    out: typeof place === 'string' ? place : undefined,
    unknown: Object.keys(all.inputs).filter((key) => !all.inputs[key]?.isKnown),
    isSecret: [...Object.values(all.inputs), ...Object.values(all.out)].some((value) => value.isSecret),
  }
}

const noText = (prop: string, path: string): Finding => ({
  code: 'invalid-text',
  severity: 'error',
  path,
  message: `${prop}: has no value that is text`,
  change: 'see that the Output it comes from has a value: a missing one is not given to a deployment',
})

interface Settled {
  /** False in a preview that does not know it. */
  readonly isKnown: boolean
  /** Whatever it turned out to be. */
  readonly value: unknown
  readonly isSecret: boolean
}

async function settled(given: Inputs): Promise<Readonly<Record<string, Settled>>> {
  const entries = Object.entries(given).map(async ([key, input]): Promise<readonly [string, Settled]> => {
    const output = pulumi.output(input)
    // Not among the SDK's types; an Output that is not known never calls back.
    const known = (output as unknown as { readonly isKnown: Promise<boolean> }).isKnown
    const isKnown = await known
    const value = isKnown ? await new Promise<unknown>((done) => output.apply(done)) : undefined
    return [key, { isKnown, value, isSecret: await pulumi.isSecret(output) }]
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** `record` with every value changed. */
export const mapValues = <T, R>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => R,
): Readonly<Record<string, R>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
