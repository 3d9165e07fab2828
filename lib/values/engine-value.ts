// In: a value that somebody gave. Out: the same, or a ValueError for one that only an engine knows, when files are long made:
// cdktf's and cdktn's tokens, Pulumi's outputs, and the text that either becomes when it is used as text.
import { ValueError } from './finding'
import { Secret } from './secret'

/** Throws ValueError `engine-value` unless `value` is plain. What is inside lists and objects is not looked at. */
export function refuseEngineValue(value: unknown): void {
  const engine = engineOf(Secret.isSecret(value) ? value.reveal() : value)
  if (engine === 'Terraform')
    throw new ValueError(
      'engine-value',
      'got a Terraform token, whose value is not known when files are made',
      "give a plain value; values that only the engine knows cannot end in a node's file",
    )
  if (engine === 'Pulumi')
    throw new ValueError(
      'engine-value',
      'got a Pulumi Output, whose value is not known when files are made',
      'give a plain value, or pass the Output to a prop that takes a pulumi.Input',
    )
}

// A token in text, in a list and as a key of a map; a token that is a number, printed into text.
const TOKEN = /[$#&]\{(?:Tf)?Token\[|-1\.[89]\d*e\+289/i
const OUTPUT = /Calling \[to\w+\] on an \[Output<T>\]/i

function engineOf(value: unknown): 'Terraform' | 'Pulumi' | undefined {
  if (typeof value === 'string')
    return TOKEN.test(value) ? 'Terraform' : OUTPUT.test(value) ? 'Pulumi' : undefined
  // Numbers that are tokens lie near -1.9e289.
  if (typeof value === 'number') return value < -1e288 && value > -1e290 ? 'Terraform' : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if ('__pulumiOutput' in value) return 'Pulumi'
  return 'creationStack' in value && 'resolve' in value ? 'Terraform' : undefined
}
