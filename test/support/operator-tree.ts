// In: a random operator with accounts and users, as data. Out: the deployment of it.
import type { Deployment, UserProps } from '../../lib/index'
import { Account, NatsCluster, Operator, User, acknowledge, deployment } from '../../lib/index'
import { defined } from '../../lib/values/defined'
import { encodePublic } from '../../lib/values/nkey'
import type { DeclaredAccount, Numbered } from './stack/accounts'
import { accountProps, exportOf, importsOf, numbered, pick } from './stack/accounts'
import type { AccountWords, OperatorTree } from './stack/spec-operator'
import type { UserSpec } from './stack/spec'

export { operatorTree } from './stack/spec-operator'
export type { OperatorTree } from './stack/spec-operator'

/** What is no fault of a JWT. */
const ACCEPTED = ['proxy-without-trust', 'plaintext-listener', 'bearer-token', 'wildcard-missed']

interface Declared extends DeclaredAccount {
  readonly words: AccountWords
}

/** A deployment called `prod`, without rules finding fault, as a rule. */
export function operatorDeployment({ operator, accounts: specs, systemAccount }: OperatorTree): Deployment {
  return deployment('prod', (scope) => {
    for (const code of ACCEPTED) acknowledge(scope, code, 'a random tree')
    new Operator(scope, 'acme', operator)
    const named = numbered(
      'a',
      specs.map(({ account }) => account),
    )
    const which = systemAccount === undefined ? undefined : systemAccount % named.length
    const accounts = named.map((account, i): Declared => {
      const words = specs[i]?.words
      if (words === undefined) throw new Error(`nothing at ${String(i)}`)
      const props = accountProps(account, ['hub'], i === which, () => true)
      const construct = new Account(scope, account.id, {
        ...props,
        ...wordsOf(words, account.spec.users, account.id),
        limits: { ...props.limits, ...words.limits },
        ...defined({
          jetstream: words.tiers && props.jetstream !== undefined ? { tiers: words.tiers } : undefined,
        }),
      })
      return { ...account, construct, words }
    })
    for (const { construct, spec, words } of accounts)
      for (const exported of spec.exports)
        construct.addExport({ ...exportOf(exported, accounts), ...leaveRevoked(exported.to, words) })
    for (const account of accounts)
      for (const imported of importsOf(account, accounts)) account.construct.addImport(imported)
    for (const account of accounts) for (const user of usersOf(account)) declareUser(account, user)
    new NatsCluster(scope, 'hub', {
      nodes: { n1: 'n1.internal' },
      serverVersion: '2.15',
      ...defined({ systemAccount: which === undefined ? undefined : accounts[which]?.construct }),
    })
  })
}

const keyName = (position: number): string => `k${String(position)}`
const usersOf = ({ id, spec }: Declared): readonly Numbered<UserSpec>[] => numbered(`${id}u`, spec.users)

function wordsOf({ props, signingKeys, revoked }: AccountWords, users: readonly UserSpec[], id: string) {
  return {
    ...props,
    signingKeys: Object.fromEntries(signingKeys.map((key, i) => [keyName(i), defined(key)])),
    revocations: revoked.flatMap(({ of, at }) => {
      if (typeof of !== 'number') return [{ user: of === '*' ? of : encodePublic('U', of), at }]
      const user = pick(numbered(`${id}u`, users), of)
      return user === undefined ? [] : [{ user: user.name, at }]
    }),
  }
}

/** Only where somebody needs leave. */
const leaveRevoked = (accounts: unknown, { leaveRevoked: revoked }: AccountWords) =>
  accounts === undefined
    ? {}
    : { revocations: revoked.map(({ of, at }) => ({ account: of === '*' ? of : encodePublic('A', of), at })) }

/** By nkey, for in operator mode nothing else lets anybody in. */
function declareUser({ construct, words }: Declared, { id, name, spec }: Numbered<UserSpec>): void {
  const own = pick(words.users, spec.name.length)
  if (own === undefined) return
  const { restrictions, props, tags, key } = own
  const position = key === undefined ? undefined : key % words.signingKeys.length
  const signing = position === undefined ? undefined : words.signingKeys[position]
  const login: UserProps = 'key' in spec.login ? { nkey: encodePublic('U', spec.login.key) } : {}
  new User(construct, id, {
    ...(signing?.scope === undefined ? { ...spec.props, ...restrictions } : {}),
    ...login,
    ...props,
    name,
    tags,
    ...(signing === undefined ? {} : { signingKey: keyName(position ?? 0) }),
  })
}
