// What constructors refuse: each value with its code and the prop to blame, and everything wrong in one error.
import fc from 'fast-check'
import type { Construct } from 'constructs'
import { kindOf } from '../../lib/constructs/kinds'
import { FindingsError } from '../../lib/values/finding'
import { problemsOf, thrown } from '../support/thrown'
import type { AnyProps, Case, Surroundings } from './support/cases'
import { BCRYPT, CASES, surroundings } from './support/cases'

type Refused = Case['refused'][number]

const propsOf = ([props]: Refused, around: Surroundings): AnyProps =>
  typeof props === 'function' ? props(around) : props

describe.each(CASES.map((one) => [one.kind, one] as const))('%s', (kind, one) => {
  const made = (props: (around: Surroundings) => unknown, id = 'made'): Construct => {
    const around = surroundings()
    return one.make(around, id, props(around))
  }

  it('takes every prop that it has', () => {
    expect(kindOf(made(one.full))).toBe(kind)
  })

  it.each(one.refused.map((refused) => [`${refused[1]} ${refused[2]}`, refused] as const))(
    '%s',
    (problem, refused) => {
      expect(
        problemsOf(() => made((around) => ({ ...one.full(around), ...propsOf(refused, around) }))),
      ).toContain(problem)
    },
  )

  it('says everything that is wrong at once', () => {
    // With an unknown surface nobody can say what its fields are.
    const refused = one.refused.filter(([, , prop]) => prop !== 'surface')
    fc.assert(
      fc.property(fc.shuffledSubarray(refused, { minLength: 1 }), (several) => {
        const around = surroundings()
        // One value for each prop.
        const chosen = several.filter((refused, i) => {
          const taken = new Set(several.slice(0, i).flatMap((other) => Object.keys(propsOf(other, around))))
          return Object.keys(propsOf(refused, around)).every((prop) => !taken.has(prop))
        })
        const patch = Object.assign({}, ...chosen.map((refused) => propsOf(refused, around))) as AnyProps
        const problems = problemsOf(() => one.make(around, 'made', { ...one.full(around), ...patch }))
        for (const [, code, prop] of chosen) expect(problems).toContain(`${code} ${prop}`)
      }),
      { numRuns: 50 },
    )
  })

  it('names its path', () => {
    const error = thrown(() => made(() => ({ nonsense: 1 }), 'culprit'))
    expect(error).toBeInstanceOf(FindingsError)
    const paths = (error as FindingsError).findings.map(({ path }) => path)
    expect(new Set(paths)).toEqual(new Set([expect.stringMatching(/^prod\/(.*\/)?culprit$/)]))
  })

  it('leaves the tree when it is refused, so that it can be declared anew', () => {
    const around = surroundings()
    const before = around.scope.node.findAll().length
    expect(problemsOf(() => one.make(around, 'made', { nonsense: 1 }))).not.toEqual([])
    expect(around.scope.node.findAll()).toHaveLength(before)
    expect(kindOf(one.make(around, 'made', one.full(around)))).toBe(kind)
  })

  it('never shows a secret in what it says', () => {
    const around = surroundings()
    const errors = one.refused.map((refused) =>
      thrown(() =>
        one.make(around, `x${String(Math.random())}`, { ...one.full(around), ...propsOf(refused, around) }),
      ),
    )
    const said = JSON.stringify(errors)
    const shown = ['hunter2', 'PRIVATE KEY', BCRYPT].filter((secret) => said.includes(secret))
    expect(shown).toEqual([])
  })
})
