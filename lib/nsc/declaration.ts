// A program as data: what it declares, in order. Printed, it is TypeScript; carried out, it is a construct tree.
import { Account } from '../constructs/account'
import { AuthCallout } from '../constructs/auth-callout'
import { buildTree, deployment } from '../constructs/deployment'
import { Operator } from '../constructs/operator'
import { User } from '../constructs/user'
import type { Construct } from 'constructs'
import type { Finding } from '../values/finding'
import { FindingsError } from '../values/finding'

/** A construct of the program, by the name of its variable. */
export class Ref {
  constructor(readonly variable: string) {}
}

export type Word =
  string | number | boolean | Ref | readonly Word[] | { readonly [prop: string]: Word | undefined }

export const isList = (word: Word): word is readonly Word[] => Array.isArray(word)

export type Words = Readonly<Record<string, Word | undefined>>

export interface Declaration {
  readonly kind: keyof typeof CONSTRUCTS
  readonly variable: string
  /** The variable of the construct that it stands in; undefined: the scope of the deployment. */
  readonly below: string | undefined
  readonly id: string
  readonly props: Words
}

/** What is said of an account when the others are declared. */
export interface Addition {
  readonly call: 'addExport' | 'addImport'
  readonly variable: string
  readonly props: Words
}

export interface Program {
  readonly deployment: string
  readonly declarations: readonly Declaration[]
  readonly additions: readonly Addition[]
}

const CONSTRUCTS = { Account, AuthCallout, Operator, User } as const

/** The construct tree that the program makes. @param findings - gets what constructs refuse, of all of them */
export function treeOf(
  { deployment: name, declarations, additions }: Program,
  findings: Finding[],
): Construct {
  return buildTree(
    deployment(name, (scope) => {
      const made = new Map<string, Construct>()
      const attempt = (make: () => void): void => {
        try {
          make()
        } catch (error) {
          if (!(error instanceof FindingsError)) throw error
          findings.push(...error.findings)
        }
      }
      for (const { kind, variable, below, id, props } of declarations)
        attempt(() => {
          const parent = below === undefined ? scope : made.get(below)
          // What it stands in was refused, and that has been said.
          if (parent !== undefined)
            made.set(variable, new CONSTRUCTS[kind](parent, id, valueOf(props, made) as never))
        })
      for (const { call, variable, props } of additions)
        attempt(() => {
          const account = made.get(variable) as Account | undefined
          account?.[call](valueOf(props, made) as never)
        })
    }),
  )
}

function valueOf(word: readonly Word[] | Words, made: ReadonlyMap<string, Construct>): object {
  const value = (inner: Word | undefined): unknown => {
    if (inner instanceof Ref) return made.get(inner.variable)
    return typeof inner === 'object' ? valueOf(inner, made) : inner
  }
  if (isList(word)) return word.map(value)
  return Object.fromEntries(Object.entries(word).map(([prop, inner]) => [prop, value(inner)]))
}
