// Where nsc keeps what (nsc cmd/store/store.go, cmd/store/keys.go). In: names and public keys. Out: paths, with / between their parts.

/** The two trees of nsc; with its flag `--all-dirs` both are one folder. */
export interface NscFolders {
  /** A folder for each operator. */
  readonly stores: string
  /** `keys` and `creds`. */
  readonly keystore: string
}

/** What tells the folder of an operator from others. */
export const STORE_FILE = '.nsc'

export const ACCOUNTS = 'accounts'

export const USERS = 'users'

export const jwtFile = (name: string): string => `${name}.jwt`

export const accountFolder = (operator: string, account: string): string =>
  `${operator}/${ACCOUNTS}/${account}`

/** Of a seed, below the folder of keys. */
export const seedFile = (publicKey: string): string =>
  `keys/${publicKey.slice(0, 1)}/${publicKey.slice(1, 3)}/${publicKey}.nk`

export const credsFile = (operator: string, account: string, user: string): string =>
  `creds/${operator}/${account}/${user}.creds`
