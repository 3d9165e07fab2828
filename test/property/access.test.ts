// What a record says of who can do what, against what the model says, for random deployments.
import fc from 'fast-check'
import { buildTree } from '../../lib/constructs/deployment'
import { accessOf, type Access } from '../../lib/diff/access'
import { compareAccess } from '../../lib/diff/gains'
import { emptyStore } from '../../lib/keys/store'
import { userName } from '../../lib/model/identity'
import type { Cluster, User } from '../../lib/model/model'
import { accountsOf, permissionsOf, serverName } from '../../lib/model/query'
import { grantsOf } from '../../lib/permissions/grants'
import { subjectAlgebra } from '../../lib/permissions/subject-set'
import { synthesize } from '../../lib/synth'
import { seededKeyPair } from '../../lib/testing/key-pair'
import { seededRandom } from '../../lib/testing/random'
import { deterministicSigner } from '../../lib/testing/sign'
import { anyStack, stackOf } from '../support/random-stack'

it('is the same', () => {
  let compared = 0
  fc.assert(
    fc.property(anyStack, (stack) => {
      const { model, shown } = synthesize(buildTree(stackOf(stack)), 'prod', {
        store: emptyStore('test'),
        record: undefined,
        now: Date.UTC(2026, 0, 1),
        random: seededRandom('natsmith'),
        sign: deterministicSigner,
        keyPair: seededKeyPair,
        bcryptCost: 4,
        mode: 'issue',
      })
      if (shown === undefined) return
      const algebra = subjectAlgebra()
      const { comparable } = shown
      const found = accessOf(comparable, comparable.names, algebra)
      // Who logs in by a certificate alone is known only where a listener maps.
      const isKnownTo = (cluster: Cluster, user: User): boolean =>
        user.login.kind !== 'certificate' ||
        comparable.nodes.some(
          ({ conf, node }) =>
            cluster.nodes.some(({ name }) => name === node) &&
            JSON.stringify(conf['accounts']).includes(JSON.stringify(serverName(user))),
        )
      const users = accountsOf(model).flatMap((account) => account.users.map((user) => ({ account, user })))
      for (const { account, user } of users) {
        // Somebody who finds no door is nowhere; a password is known by its account and name alone.
        const access: Access | undefined = found.get(userName(user))
        if (access === undefined || users.filter((one) => one.user.name === user.name).length > 1) continue
        const permissions = permissionsOf(model, account, user)
        const { publish, receive } = grantsOf(algebra, {
          permissions,
          mappings: account.mappings,
          domains: [
            ...new Set(
              model.clusters
                .filter((cluster) => cluster.system === account.system && isKnownTo(cluster, user))
                .map(({ jetstream }) => jetstream?.domain),
            ),
          ],
          isLeaf: false,
        })
        compared += 1
        const own = (action: string) => access.powers.get(action)?.subjects
        expect([access.login, own('publish') === publish, own('receive') === receive]).toEqual([
          userName(user),
          true,
          true,
        ])
      }
      expect(compareAccess(comparable, JSON.parse(JSON.stringify(comparable)) as typeof comparable)).toEqual(
        [],
      )
    }),
    { numRuns: 40 },
  )
  expect(compared).toBeGreaterThan(20)
})
