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
      "give a plain value: a token may stand in any other resource of the stack, but not in what ends in a node's file",
    )
  if (engine === 'Pulumi')
    throw new ValueError(
      'engine-value',
      'got a Pulumi Output, whose value is not known when files are made',
      'give a plain value, or pass the Output to a prop that takes a pulumi.Input',
    )
}

/** What each of the following has in it, and most text has not. */
const MARKED = /[[+]/
// A token in text, in a list and as a key of a map.
const TOKEN = /[$#&]\{(?:Tf)?Token\[/i
/** As large a number as a token is, printed into text. */
const NUMBERS = /-\d\.\d+e\+2\d\d/gi
const OUTPUT = /Calling \[to\w+\] on an \[Output<T>\]/i

function engineOf(value: unknown): 'Terraform' | 'Pulumi' | undefined {
  if (typeof value === 'string') {
    if (!MARKED.test(value)) return undefined
    return isTokenText(value) ? 'Terraform' : OUTPUT.test(value) ? 'Pulumi' : undefined
  }
  if (typeof value === 'number') return isTokenNumber(value) ? 'Terraform' : undefined
  if (typeof value !== 'object' || value === null) return undefined
  if ('__pulumiOutput' in value) return 'Pulumi'
  return 'creationStack' in value && 'resolve' in value ? 'Terraform' : undefined
}

const isTokenText = (text: string): boolean =>
  TOKEN.test(text) || (text.match(NUMBERS) ?? []).some((number) => isTokenNumber(Number(number)))

/** By the mark in its first 16 bits: 0xfdff for a number of cdktf, 0xfbff for one in a list, and for those of the AWS CDK. */
function isTokenNumber(value: number): boolean {
  const bits = Buffer.alloc(8)
  bits.writeDoubleBE(value)
  return [0xfdff, 0xfbff].includes(bits.readUInt16BE(0))
}
