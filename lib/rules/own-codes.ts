// The codes of findings that come from judging itself, and not from a rule of natsmith's.
import type { Explanation } from '../model/rule'

export const ACKNOWLEDGEMENT_WITHOUT_FINDING: Required<Explanation> = {
  code: 'acknowledgement-without-finding',
  severity: 'warning',
  title: 'every acknowledgement accepts something',
  why: 'An acknowledgement that outlives its finding, or has a misspelt code, would hide the next finding unseen.',
  change: 'remove it, or correct its code',
  source: 'natsmith',
  example: 'acknowledge: no finding here has the code "plaintext-listner"',
}

export const RULE_FAILED: Required<Explanation> = {
  code: 'rule-failed',
  severity: 'error',
  title: 'every rule comes to an end',
  why: 'What a rule that throws would have found is unknown, so nothing may be written.',
  change: 'correct the rule; if it is one of natsmith, report it',
  source: 'natsmith',
  example: 'rule "acme/has-owner" threw "Cannot read properties of undefined (reading \'toLowerCase\')"',
}

export const RULE_WITHOUT_NAMESPACE: Required<Explanation> = {
  code: 'rule-without-namespace',
  severity: 'error',
  title: 'rules added with addRules have a code with a namespace',
  why: "Codes without one are natsmith's own; a new one in a later release would change what an acknowledgement means.",
  change: 'call the rule acme/has-owner, with your own name for acme',
  source: 'natsmith',
  example: 'addRules: the code "has-owner" has no namespace, so the rule was not run',
}

export const VALIDATION: Required<Explanation> = {
  code: 'validation',
  severity: 'error',
  title: 'the validations that a program adds to its constructs pass',
  why: 'A construct of the program was given node.addValidation, and it reports a problem.',
  change: 'as the message says',
  source: 'the program, through node.addValidation of the constructs package',
  example: 'a site has at most two leaf nodes',
}

export const OWN_CODES: readonly Required<Explanation>[] = [
  ACKNOWLEDGEMENT_WITHOUT_FINDING,
  RULE_FAILED,
  RULE_WITHOUT_NAMESPACE,
  VALIDATION,
]
