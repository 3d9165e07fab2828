import type { Construct } from 'constructs'
import { Account } from '../../lib/constructs/account'
import { buildTree, deployment, isDeployment } from '../../lib/constructs/deployment'
import { codeOf, problemsOf } from '../support/thrown'

const nothing = (): void => undefined

describe('a deployment', () => {
  it('is a name and a function, and cannot be changed', () => {
    const prod = deployment('prod', (scope) => new Account(scope, 'ORDERS'))
    expect(prod.name).toBe('prod')
    expect(Object.isFrozen(prod)).toBe(true)
    expect(
      buildTree(prod)
        .node.findAll()
        .map(({ node }) => node.path),
    ).toEqual(['prod', 'prod/ORDERS'])
    // Every synthesis has a tree of its own.
    expect(buildTree(prod)).not.toBe(buildTree(prod))
  })

  it('is recognised, and nothing else is', () => {
    expect(isDeployment(deployment('prod', nothing))).toBe(true)
    for (const value of [{ name: 'prod', define: nothing }, null, undefined, 'prod', nothing])
      expect(isDeployment(value)).toBe(false)
  })

  it('has a name that can be that of a folder', () => {
    for (const name of ['', '../prod', 'a/b', 5, undefined])
      expect(problemsOf(() => deployment(name as string, nothing))).toEqual(['invalid-name name'])
    expect(problemsOf(() => deployment(5 as never, 'x' as never))).toEqual([
      'invalid-definition define',
      'invalid-name name',
    ])
  })

  it('is not asynchronous: what comes after an await would be missing', () => {
    const late = async (scope: Construct): Promise<void> => {
      await Promise.resolve()
      new Account(scope, 'ORDERS')
      throw new Error('nobody waits for this')
    }
    expect(codeOf(() => buildTree(deployment('prod', late as (scope: Construct) => void)))).toBe(
      'asynchronous-definition',
    )
  })
})
