// In: the props of a deployment that take an Input. Out: what a run of the program knows of them, at once where no Output and no
// promise is among them.
import * as pulumi from '@pulumi/pulumi'

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

export async function settledValues(props: Given): Promise<Values> {
  const { inputs = {}, passwords = {}, out = 'out' } = props
  const settledInputs = await settled(inputs)
  const settledPasswords = await settled(passwords)
  const { place = NOT_KNOWN } = await settled({ place: out })
  return {
    inputs: mapValues(settledInputs, ({ value = PLACEHOLDER }) => value),
    passwords: mapValues(settledPasswords, ({ value = PLACEHOLDER }) => value),
    out: place.value,
    unknown: Object.keys(settledInputs).filter((key) => settledInputs[key]?.value === undefined),
    isSecret: [place, ...Object.values(settledInputs)].some((value) => value.isSecret),
  }
}

interface Settled {
  /** Undefined in a preview that does not know it. */
  readonly value: string | undefined
  readonly isSecret: boolean
}

const NOT_KNOWN: Settled = { value: undefined, isSecret: false }

async function settled(given: Inputs): Promise<Readonly<Record<string, Settled>>> {
  const entries = Object.entries(given).map(async ([key, input]) => {
    const output = pulumi.output(input)
    // Not among the SDK's types; an Output that is not known never calls back.
    const { isKnown } = output as unknown as { readonly isKnown: Promise<boolean> }
    const value = (await isKnown) ? await new Promise<string>((done) => output.apply(done)) : undefined
    return [key, { value, isSecret: await pulumi.isSecret(output) }] as const
  })
  return Object.fromEntries(await Promise.all(entries))
}

/** `record` with every value changed. */
export const mapValues = <T, R>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => R,
): Readonly<Record<string, R>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]))
