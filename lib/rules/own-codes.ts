// The codes of findings that come from judging itself or from the key store, and not from a rule of natsmith's.
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

const OBSTACLES: readonly Required<Explanation>[] = [
  {
    code: 'not-issued',
    severity: 'error',
    title: 'what is asked for is in the key store',
    why: 'Keys are issued by an explicit act, never by a preview or a synthesis.',
    change: 'run natsmith issue, or natsmith deploy',
    source: 'natsmith',
    example: 'tls/hub/nats1/client: is new',
  },
  {
    code: 'lost',
    severity: 'error',
    title: 'what was deployed is in the key store',
    why: 'The record says that it was deployed; a new one in its place would lock out whoever has the old one.',
    change: 'restore the key store from a backup, or give --replace-lost to natsmith issue',
    source: 'natsmith',
    example: 'user/ORDERS/alice/nkey: was deployed, but is not in the key store',
  },
  {
    code: 'needs-stdin',
    severity: 'error',
    title: "a password declared as 'stdin' has been given",
    why: 'The program does not hold it and natsmith does not invent it.',
    change: 'pipe it into natsmith issue --password-stdin ACCOUNT/USER',
    source: 'natsmith',
    example: 'user/ORDERS/bob/password: is to be given on stdin',
  },
  {
    code: 'needs-authority',
    severity: 'error',
    title: 'whoever is to sign a certificate has the key for it',
    why: 'An imported authority without its key, or with the key of another, cannot sign.',
    change: 'give the authority its key, or issue from another one',
    source: 'natsmith',
    example: 'ca/partner: has no key to sign with',
  },
  {
    code: 'needs-owner',
    severity: 'error',
    title: 'a JWT that only a key of its owner can sign says what the program says',
    why: 'The seed of an operator or an account with nkey is kept elsewhere: natsmith keeps what it has signed as it is, and cannot sign anything else in its name.',
    change: 'have its owner sign it, for example with nsc, and take the JWT over: natsmith keys import FILE',
    source: 'natsmith',
    example: 'operator/ACME/jwt: nats.signing_keys changed; only the owner of OA… signs it',
  },
  {
    code: 'needs-csr',
    severity: 'error',
    title: 'a certificate request is signed with its own key',
    why: 'Only then does whoever asked have the key that is certified.',
    change: 'ask the owner for a request that openssl req -verify accepts',
    source: 'RFC 2986 section 3',
    example: 'user/ORDERS/carol/certificate: the signature of the request does not fit',
  },
]

export const OWN_CODES: readonly Required<Explanation>[] = [
  ...OBSTACLES,
  ACKNOWLEDGEMENT_WITHOUT_FINDING,
  RULE_FAILED,
  RULE_WITHOUT_NAMESPACE,
  VALIDATION,
]
