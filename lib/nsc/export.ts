// In: a model in operator mode, and what was issued for it. Out: the files of a store of nsc with the same operators, accounts, users
// and keys, so that nsc works on them.
import {
  accountIdentity,
  jwtIdentity,
  nkeyIdentity,
  operatorIdentity,
  signingIdentity,
  userIdentity,
  type Identity,
} from '../model/identity'
import type { Materials } from '../model/materials'
import type { Account, Model, Operator } from '../model/model'
import { credentialsText } from '../render/credentials'
import { accountFolder, credsFile, jwtFile, seedFile, STORE_FILE, USERS } from './layout'

export interface NscFile {
  /** Below the folder that nsc is given as `--all-dirs`. */
  readonly name: string
  readonly content: string
}

/** The files of every operator; that by which nsc knows a store is the last of its operator. */
export function nscFiles({ systems }: Model, materials: Materials): readonly NscFile[] {
  return systems.flatMap(({ operator, accounts }) =>
    operator === undefined ? [] : operatorFiles(operator, accounts, materials),
  )
}

function operatorFiles(
  operator: Operator,
  accounts: readonly Account[],
  materials: Materials,
): readonly NscFile[] {
  const { name } = operator
  const identity = operatorIdentity(operator)
  const marker = { managed: false, name, kind: 'operator', version: '1' }
  return [
    ...keyFiles(identity, operator.signingKeys, materials, operator),
    ...accounts.flatMap((account) => accountFiles(name, account, materials)),
    { name: `${name}/${jwtFile(name)}`, content: materials.jwt(jwtIdentity(identity)).token },
    { name: `${name}/${STORE_FILE}`, content: JSON.stringify(marker) },
  ]
}

function accountFiles(operator: string, account: Account, materials: Materials): readonly NscFile[] {
  const { name, system, users, signingKeys } = account
  const identity = accountIdentity({ system, account: name })
  const folder = accountFolder(operator, name)
  return [
    ...keyFiles(
      identity,
      signingKeys.map((key) => key.name),
      materials,
      account,
    ),
    ...users.flatMap((user): readonly NscFile[] => {
      if (user.login.kind !== 'nkey') return []
      const own = userIdentity(user)
      const { token } = materials.jwt(jwtIdentity(own))
      const jwt = { name: `${folder}/${USERS}/${jwtFile(user.name)}`, content: token }
      // The owner has the seed.
      if (user.login.publicKey !== undefined) return [jwt]
      const { seed } = materials.nkey(nkeyIdentity(own))
      const creds = credentialsText(token, seed)
      return [
        jwt,
        ...keyFiles(own, [], materials, {}),
        { name: credsFile(operator, name, user.name), content: creds },
      ]
    }),
    { name: `${folder}/${jwtFile(name)}`, content: materials.jwt(jwtIdentity(identity)).token },
  ]
}

/** @param of - has a public key where its owner keeps the seed */
const keyFiles = (
  owner: Identity,
  signingKeys: readonly string[],
  materials: Materials,
  { publicKey: ownersKey }: { readonly publicKey?: string },
): readonly NscFile[] => {
  const signing = signingKeys.map((key) => signingIdentity(owner, key))
  const ours = ownersKey === undefined ? [nkeyIdentity(owner), ...signing] : signing
  return ours.map((identity) => {
    const { publicKey, seed } = materials.nkey(identity)
    return { name: seedFile(publicKey), content: seed.reveal() }
  })
}
