// In: a store of nsc. Out: the program that asks for the same.
import type { Import as ImportClaims } from '../jwt/exports'
import { keyOfSigner, type UserScope } from '../jwt/signing-keys'
import { groupBy } from '../values/group'
import type { Finding } from '../values/finding'
import { Ref, type Addition, type Declaration, type Program, type Words } from './declaration'
import { exportWords, importWords, type Shared } from './export-words'
import { refuse } from './findings'
import { accountKeys, CALLOUT, operatorKeys, variablesOf, type Names } from './names'
import type { NscStore, Stored, StoredAccount } from './read'
import {
  connectionWord,
  instantWord,
  isDisabled,
  jetstreamWords,
  limitWords,
  mappingWords,
  permissionWords,
  restrictionWords,
  revocationWords,
  tagWords,
  traceWords,
  unlessEmpty,
  unlessNone,
  validityWord,
  urlWord,
} from './words'

/** @param findings - gets what refers to something that is not in the store */
export function describe(store: NscStore, deployment: string, findings: Finding[]): Program {
  const variables = variablesOf(store)
  const system = store.operator.claims.nats?.system_account
  const accounts = inOrder(store.accounts, system)
  const additions: Addition[] = []
  const declared = new Set<string>()
  const groups = accounts.map((account) => {
    const { props, more } = accountWords(account, store, { variables, declared }, findings)
    additions.push(...more)
    declared.add(account.claims.sub)
    return { account, declarations: accountDeclarations(store, account, props, variables) }
  })
  const isSystem = ({ account }: (typeof groups)[number]): boolean => account.claims.sub === system
  return {
    deployment,
    declarations: [
      ...groups.filter(isSystem).flatMap(({ declarations }) => declarations),
      operatorDeclaration(store, variables, findings),
      ...groups.filter((group) => !isSystem(group)).flatMap(({ declarations }) => declarations),
      ...accounts.flatMap((account) => calloutDeclarations(account, variables)),
    ],
    additions,
  }
}

/** Whose seed is not in the store. */
const ownersKey = ({ seeds }: NscStore, key: string): string | undefined => (seeds.has(key) ? undefined : key)

/** The system account first, which the operator names; then each after those from which it imports, as far as that goes. */
function inOrder(accounts: readonly StoredAccount[], system: string | undefined): readonly StoredAccount[] {
  const byKey = new Map(accounts.map((account) => [account.claims.sub, account]))
  const order = new Set<StoredAccount>()
  const visiting = new Set<StoredAccount>()
  const visit = (account: StoredAccount | undefined): void => {
    if (account === undefined || visiting.has(account)) return
    visiting.add(account)
    for (const { account: from = '' } of account.claims.nats?.imports ?? []) visit(byKey.get(from))
    order.add(account)
  }
  visit(byKey.get(system ?? ''))
  for (const account of accounts) visit(account)
  return [...order].sort((a, b) => Number(b.claims.sub === system) - Number(a.claims.sub === system))
}

function operatorDeclaration(store: NscStore, variables: Names, findings: Finding[]): Declaration {
  const { name, claims, file } = store.operator
  const { nats = {} } = claims
  const system = nats.system_account === undefined ? undefined : variables.get(nats.system_account)
  if (nats.system_account !== undefined && system === undefined)
    findings.push(
      refuse(
        'nsc-outside',
        file,
        `its system account ${nats.system_account} is not in the store`,
        'pull it with nsc, or set another one',
      ),
    )
  const names = operatorKeys(store)
  const keys = [...names.values()]
  return {
    kind: 'Operator',
    variable: '',
    below: undefined,
    id: name,
    props: {
      tags: tagWords(nats.tags),
      nkey: ownersKey(store, claims.sub),
      signingKeys: keys.join() === 'main' ? undefined : keys,
      strictSigningKeys: nats.strict_signing_key_usage === true ? true : undefined,
      systemAccount: system === undefined ? undefined : new Ref(system),
      accountServerUrl: nats.account_server_url === '' ? undefined : nats.account_server_url,
      serviceUrls: unlessNone(nats.operator_service_urls),
      assertServerVersion: nats.assert_server_version === '' ? undefined : nats.assert_server_version,
      validity: validityWord(claims),
    },
  }
}

function accountDeclarations(
  store: NscStore,
  account: StoredAccount,
  props: Words,
  variables: Names,
): readonly Declaration[] {
  const variable = variables.get(account.claims.sub) ?? ''
  return [
    { kind: 'Account', variable, below: undefined, id: account.name, props },
    ...account.users.map((user) => ({
      ...userDeclaration(store, user, account, variable, props),
      variable: variables.get(user.claims.sub) ?? '',
    })),
  ]
}

/** Where all accounts and users are declared. */
function calloutDeclarations({ claims }: StoredAccount, variables: Names): readonly Declaration[] {
  const { auth_users: users = [], allowed_accounts: allowed, xkey = '' } = claims.nats?.authorization ?? {}
  const refs = (keys: readonly string[]): readonly Ref[] =>
    keys.flatMap((key) => variables.get(key) ?? []).map((variable) => new Ref(variable))
  // Whoever is not in the store is missing where the claims are compared.
  if (refs(users).length === 0) return []
  const props = {
    users: refs(users),
    allowedAccounts: allowed?.join() === '*' ? '*' : unlessNone(refs(allowed ?? [])),
    encrypted: xkey === '' ? false : undefined,
  }
  return [{ kind: 'AuthCallout', variable: '', below: variables.get(claims.sub), id: CALLOUT, props }]
}

interface Declared {
  readonly variables: Names
  /** Accounts that stand before, by their public keys. */
  readonly declared: ReadonlySet<string>
}

/** What refers to an account that is declared later is said when all are. */
function accountWords(
  account: StoredAccount,
  store: NscStore,
  { variables, declared }: Declared,
  findings: Finding[],
): { readonly props: Words; readonly more: readonly Addition[] } {
  const { nats = {} } = account.claims
  const variable = variables.get(account.claims.sub) ?? ''
  const { limits = {} } = nats
  const exports = (nats.exports ?? []).map((one) => exportWords(one, account, store, variables))
  const imports = (nats.imports ?? []).flatMap(
    (one) => importWordsOf(one, account, variables, findings) ?? [],
  )
  const isLate = ({ accounts }: Shared): boolean => !accounts.every((key) => declared.has(key))
  const early = groupBy([...exports, ...imports], (one) => `${one.call}${String(isLate(one))}`)
  const said = (call: Addition['call']): readonly Words[] | undefined =>
    early.get(`${call}false`)?.map(({ words }) => words)
  const names = accountKeys(account)
  return {
    props: {
      tags: tagWords(nats.tags),
      description: nats.description === '' ? undefined : nats.description,
      infoUrl: urlWord(nats.info_url),
      disabled: isDisabled(limits) ? true : undefined,
      limits: unlessEmpty(limitWords(limits, hasBearer(account))),
      jetstream: jetstreamWords(limits),
      nkey: ownersKey(store, account.claims.sub),
      signingKeys: signingKeyWords(nats.signing_keys ?? [], names),
      defaultPermissions: permissionWords(nats.default_permissions),
      mappings: mappingWords(nats.mappings),
      trace: traceWords(nats.trace),
      clusterTraffic: nats.cluster_traffic,
      exports: said('addExport'),
      imports: said('addImport'),
      revocations: revocationWords('user', nats.revocations),
      validity: validityWord(account.claims),
    },
    more: [...exports, ...imports]
      .filter(isLate)
      .map(({ call, words }) => ({ call, variable, props: words })),
  }
}

function importWordsOf(
  one: ImportClaims,
  account: StoredAccount,
  variables: Names,
  findings: Finding[],
): Shared | undefined {
  const { account: from = '' } = one
  const exporter = variables.get(from)
  if (exporter !== undefined) return importWords(one, account, exporter)
  findings.push(
    refuse(
      'nsc-outside',
      account.file,
      `it imports ${one.type ?? ''} "${one.subject ?? ''}" from ${from}, which is not in the store`,
      'pull that account with nsc, or delete the import',
    ),
  )
  return undefined
}

const hasBearer = ({ claims, users }: StoredAccount): boolean =>
  users.some((user) => user.claims.nats?.bearer_token === true) ||
  (claims.nats?.signing_keys ?? []).some(
    (key) => typeof key !== 'string' && key.template?.bearer_token === true,
  )

function signingKeyWords(signers: readonly (string | UserScope)[], names: Names): Words | undefined {
  const byKey = new Map(signers.map((signer) => [keyOfSigner(signer), signer]))
  return unlessEmpty(
    Object.fromEntries([...names].map(([key, name]) => [name, signingKeyWord(byKey.get(key), name)])),
  )
}

function signingKeyWord(signer: string | UserScope | undefined, name: string): Words {
  if (typeof signer !== 'object') return {}
  const { role, template = {}, description } = signer
  return {
    description: description === '' ? undefined : description,
    scope: {
      role: role === name ? undefined : role,
      permissions: permissionWords(template),
      connectionTypes: connectionWord(template.allowed_connection_types),
      ...restrictionWords(template),
    },
  }
}

/** Tags of an account are those of what stands in it, too; a user that must not have them stands beside it. */
function userDeclaration(
  store: NscStore,
  user: Stored<'user'>,
  account: StoredAccount,
  variable: string,
  accountProps: Words,
): Omit<Declaration, 'variable'> {
  const { claims, name } = user
  const isBeside = accountProps['tags'] !== undefined
  const names = accountKeys(account)
  const signers = account.claims.nats?.signing_keys ?? []
  const signer = signers.find((one) => keyOfSigner(one) === claims.iss)
  const [first] = names.keys()
  const { nats = {} } = claims
  return {
    kind: 'User',
    below: isBeside ? undefined : variable,
    id: isBeside ? `${account.name} ${name}` : name,
    props: {
      ...(isBeside && { name, account: new Ref(variable) }),
      tags: tagWords(nats.tags),
      nkey: ownersKey(store, claims.sub),
      signingKey: claims.iss === first && typeof signer === 'string' ? undefined : names.get(claims.iss),
      ...(typeof signer !== 'object' && {
        permissions: permissionWords(nats),
        connectionTypes: connectionWord(nats.allowed_connection_types),
        ...restrictionWords(nats),
      }),
      validity: validityWord(claims),
      notBefore: instantWord(claims.nbf),
    },
  }
}
